/* Letters as people type them: without accents, in lower case, and as two where a keyboard lacks one.
   perfgit/site/search/words.py does the same for the index. */

const LETTERS = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i", ħ: "h" };
const SPELLED = { ä: "ae", ö: "oe", ü: "ue", ø: "oe", å: "aa" };
/* Scripts without spaces between words. */
const UNSPACED = /[\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3134f}]+/gu;

export const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[ßæœøłđðþıħ]/g, (letter) => LETTERS[letter]).normalize("NFC");

/** A text in every way in which it is written, to look for folded words in. */
export const findable = (text) => `${fold(text)}\n${fold(text.normalize("NFC").toLowerCase().replace(/[äöüøå]/g, (letter) => SPELLED[letter]))}`;

/** What is asked of the index: a run of such characters as its pairs, one alone as itself. */
export const asked = (text) => fold(text).replace(UNSPACED, (run) => {
  const names = [...run].map((one) => `u${one.codePointAt(0).toString(16)}`);
  const pairs = names.slice(1).map((name, at) => names[at] + name);
  return ` ${(pairs.length ? pairs : names).join(" ")} `;
});
