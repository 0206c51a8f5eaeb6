// The page's one style sheet: light and dark by what the reader's device prefers, nothing from elsewhere.

export const style = `
:root {
  color-scheme: light dark;
  --ground: #f6f7f8; --sheet: #ffffff; --ink: #16191d; --quiet: #505860; --line: #c9ced4;
  --act: #0b57a4; --on-act: #ffffff; --stop: #a3262a; --on-stop: #ffffff; --said: #e7f0fa; --refused: #fbeaea;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #121417; --sheet: #1c2025; --ink: #eceff2; --quiet: #aeb6bf; --line: #414850;
    --act: #8cc0f5; --on-act: #0c1c2c; --stop: #f5a3a3; --on-stop: #2d0c0d; --said: #1d2f42; --refused: #42211f;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
  overflow-wrap: anywhere;
}
header, main, footer { max-width: 46rem; margin: 0 auto; padding: 0.75rem 1rem; }
header { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; align-items: center; }
header form { margin-left: auto; }
a { color: var(--act); }
header a, nav a { display: inline-flex; align-items: center; min-height: 44px; font-weight: 600; }
h1 { font-size: 1.25rem; line-height: 1.35; margin: 0 0 0.5rem; }
h2 { font-size: 1.05rem; margin: 0 0 0.5rem; }
h3 { font-size: 1rem; margin: 1rem 0 0.25rem; }
section { background: var(--sheet); border: 1px solid var(--line); border-radius: 8px; padding: 1rem; margin: 0 0 1rem; }
ul, ol, dl { margin: 0; padding: 0; list-style: none; }
li { padding: 0.4rem 0; border-top: 1px solid var(--line); }
li:first-child { border-top: 0; }
dt { font-weight: 600; margin-top: 0.6rem; }
dd { margin: 0; }
p { margin: 0 0 0.75rem; }
.quiet, time { color: var(--quiet); }
.text { white-space: pre-wrap; font-family: inherit; margin: 0; }
code { font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 0.9em; }
.said, .refused { border-left: 6px solid var(--act); background: var(--said); }
.refused { border-left-color: var(--stop); background: var(--refused); }
.offer { padding: 0.6rem 0; border-top: 1px solid var(--line); }
.offer p { margin: 0.25rem 0 0; }
button, .button {
  min-height: 44px; min-width: 44px; padding: 0.5rem 1rem; border-radius: 6px; border: 1px solid var(--act);
  background: var(--act); color: var(--on-act); font: inherit; font-weight: 600; cursor: pointer; max-width: 100%;
  white-space: normal; text-align: left;
}
button.plain { background: transparent; color: var(--act); }
button.stop { background: var(--stop); border-color: var(--stop); color: var(--on-stop); }
label { display: block; font-weight: 600; margin: 0.75rem 0 0.25rem; }
input, textarea, select {
  width: 100%; min-height: 44px; padding: 0.5rem; font: inherit; color: inherit; background: var(--ground);
  border: 1px solid var(--quiet); border-radius: 6px;
}
textarea { min-height: 6rem; }
.send { margin-top: 1rem; }
summary { min-height: 44px; padding: 0.6rem 0; cursor: pointer; font-weight: 600; }
:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
.skip, .unseen { position: absolute; left: 0; top: 0; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.skip:focus { width: auto; height: auto; clip-path: none; padding: 0.75rem; background: var(--sheet); z-index: 1; }
@media print { header form, .offers, .skip { display: none; } }
`;
