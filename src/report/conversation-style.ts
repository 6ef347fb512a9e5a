// Nothing in; the style of the page of a conversation out. Fonts and colours are the reader's own, light or dark.

export const pageStyle = `:root {
  color-scheme: light dark;
  --back: #ffffff; --text: #1f2328; --soft: #59636e; --line: #d1d9e0; --code: #f6f8fa;
  --person: #0969da; --agent: #8250df; --machine: #59636e; --new: #dafbe1; --old: #ffebe9;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #0d1117; --text: #e6edf3; --soft: #9198a1; --line: #3d444d; --code: #151b23;
    --person: #4493f8; --agent: #ab7df8; --machine: #9198a1; --new: #12361f; --old: #3c1618;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 60rem; background: var(--back); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; }
h2 { margin: 0 0 .5rem; font-size: 1rem; }
h2 a { color: inherit; text-decoration: none; }
h2 span, h2 time { margin-left: .5rem; color: var(--soft); font-size: .85rem; font-weight: normal; }
h3 { margin: 1rem 0 .25rem; font-size: 1rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; font-size: .9rem; }
dt { color: var(--soft); }
dd { margin: 0; }
article { margin: 1rem 0; padding: .25rem 0 .25rem 1rem; border-left: 3px solid var(--machine); }
article:target { outline: 2px solid var(--line); outline-offset: .25rem; }
.person { border-color: var(--person); }
.person h2 a { color: var(--person); }
.agent { border-color: var(--agent); }
.agent h2 a { color: var(--agent); }
.abandoned { opacity: .6; }
p { margin: .5rem 0; white-space: pre-wrap; }
details { margin: .5rem 0; padding: .25rem .75rem; border: 1px solid var(--line); border-radius: 6px; font-size: .9rem; }
summary { cursor: pointer; }
pre { margin: .5rem 0; padding: .75rem; overflow-x: auto; background: var(--code); border-radius: 6px;
  font-size: .85rem; line-height: 1.45; overflow-wrap: normal; }
code, pre { font-family: ui-monospace, monospace; }
ins, del { text-decoration: none; }
.diff ins { background: var(--new); }
.diff del { background: var(--old); }
.place, .note, .mark { color: var(--soft); }
@media print { body { max-width: none; } article { break-inside: avoid-page; } }
`
