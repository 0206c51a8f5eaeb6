// What a browser that runs scripts does beyond the plain page: it asks for the same page again and puts in what has changed.

/** Without it the page reads and works the same; it then shows how things stood when it was asked for. */
export const script = `'use strict';
(() => {
  const main = document.querySelector('main[data-live]');
  if (!main) return;
  const line = document.getElementById('live');
  const spoken = document.getElementById('spoken');
  const tell = (text) => { if (line && line.textContent !== text) line.textContent = text; };
  const every = () => Number(main.dataset.every) || 3000;

  const keepOpen = (old, fresh) => {
    const was = [...old.querySelectorAll('details')].map((each) => each.open);
    fresh.querySelectorAll('details').forEach((each, index) => { if (index in was) each.open = was[index]; });
  };
  const focusIn = (section) => section.contains(document.activeElement) ? document.activeElement.id : '';

  const swap = (old, section) => {
    if (old.innerHTML === section.innerHTML) return old;
    const focused = focusIn(old);
    const headlines = [old, section].map((each) => each.querySelector('h1')?.textContent);
    if (spoken && headlines[1] && headlines[0] !== headlines[1]) spoken.textContent = headlines[1];
    keepOpen(old, section);
    old.replaceWith(section);
    if (focused) document.getElementById(focused)?.focus();
    return section;
  };
  const add = (section, before) => {
    if (before) before.after(section);
    else main.prepend(section);
    return section;
  };

  const put = (fresh) => {
    const parts = [...fresh.querySelectorAll('[data-part]')];
    const ids = parts.map((section) => section.id);
    for (const old of main.querySelectorAll('[data-part]')) if (!ids.includes(old.id)) old.remove();
    let before = null;
    for (const section of parts) {
      const old = document.getElementById(section.id);
      before = old ? swap(old, section) : add(section, before);
    }
    main.dataset.every = fresh.dataset.every;
  };
  const look = async () => {
    const answer = await fetch(main.dataset.live, { headers: { accept: 'text/html' }, cache: 'no-store' });
    if (answer.status === 401) return tell('You are signed out: load the page again to sign in.');
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const fresh = page.querySelector('main[data-live]');
    if (!answer.ok || !fresh) return tell('Not live: the server answers ' + answer.status + '. It is asked again.');
    put(fresh);
    tell('Live. As of ' + new Date().toISOString().slice(11, 19) + ' UTC.');
  };

  let timer;
  const again = () => {
    clearTimeout(timer);
    if (document.hidden) return;
    timer = setTimeout(() => {
      look().catch(() => tell('Not live: the server does not answer. It is asked again.')).finally(again);
    }, every());
  };
  document.addEventListener('visibilitychange', again);
  again();
})();
`;
