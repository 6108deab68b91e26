/** Secrets that are hard to find again: each has signs that somebody who writes it writes otherwise. None has a blank: keys have none. */
export const AWKWARD_SECRETS: readonly (readonly [string, string])[] = [
  ['with a backslash', String.raw`mk_back\slash\\n\u0041x`],
  ['with a quote', `mk_quote"and'quote"x`],
  ['with a pipe', String.raw`mk_pipe|and\|pipe||x`],
  ['with a backtick', 'mk_tick`and``tick```x'],
  ['with brackets', 'mk_<b>bold</b>(x)[y]'],
  ['with an ampersand', 'mk_amp&amp;lt;&#65;x&y'],
  ['with a percent sign', 'mk_percent%41%2541%zz%'],
  ['with a plus and a slash', 'mk_plus+slash/equals=='],
  ['with signs of expressions', 'mk_^$.*+?()[]{}|x\\d'],
  ['of hexadecimal digits', 'deadbeef01234567deadbeef'],
  ['that is an address', 'www.a:b@c#1/gh-2?x=:y:'],
  ['that is very long', `ghs_${'aB3-'.repeat(150)}`],
  ['of letters and digits', 'sntrys_abcdefgh12345678']
]
