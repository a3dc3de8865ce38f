"""The site of this machine: pages made when they are asked for."""
