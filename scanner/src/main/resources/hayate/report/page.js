'use strict';
const box = document.getElementById('filter');
const shown = document.getElementById('shown');
const order = document.getElementById('order');
const list = document.getElementById('list');
const hosts = Array.from(list.children);
const rows = hosts.concat(Array.from(document.querySelectorAll('[data-row]')));
let texts = null;

// Each word must be there; a word such as 22/tcp, 10.0.3. or nginx is looked for in all that a host says.
function apply() {
  const words = box.value.toLowerCase().split(/\s+/).filter(word => word !== '');
  if (words.length > 0 && texts === null) {
    texts = rows.map(row => ' ' + row.textContent.toLowerCase().replace(/\s+/g, ' '));
  }
  let count = 0;
  rows.forEach((row, i) => {
    const match = words.every(word => {
      const whole = /^\d+\/[a-z]+$/.test(word) || /^\d+(\.\d+){0,3}\.?$/.test(word);
      return texts[i].includes(whole ? ' ' + word : word);
    });
    row.hidden = !match;
    count += match && i < hosts.length ? 1 : 0;
  });
  shown.textContent = count === hosts.length ? count + ' hosts' : count + ' of ' + hosts.length + ' hosts';
}

let waiting = 0;
box.addEventListener('input', () => {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(apply);
});

function sort() {
  const key = order.value;
  const value = host => Number(host.dataset[key]);
  const sorted = hosts.slice().sort((a, b) =>
    key === 'address' ? value(a) - value(b) : value(b) - value(a) || a.dataset.address - b.dataset.address);
  list.append(...sorted);
}
order.addEventListener('change', sort);

document.addEventListener('click', event => {
  const pick = event.target.closest('[data-pick]');
  if (pick !== null) {
    box.value = pick.dataset.pick;
    apply();
    document.getElementById('hosts').scrollIntoView();
  }
});

function step(by) {
  const visible = Array.from(list.children).filter(host => !host.hidden);
  const at = visible.indexOf(document.activeElement.closest('article'));
  const next = visible[Math.max(0, Math.min(visible.length - 1, at + by))];
  if (next !== undefined) {
    next.focus();
    next.scrollIntoView({block: 'nearest'});
  }
}

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  if (event.key === 'Escape' && event.target === box) {
    box.value = '';
    apply();
    box.blur();
  } else if (event.target.matches('input, select')) {
    return;
  } else if (event.key === '/') {
    event.preventDefault();
    box.focus();
    box.select();
  } else if (event.key === 'j') {
    step(1);
  } else if (event.key === 'k') {
    step(-1);
  }
});

if (location.hash.startsWith('#q=')) {
  box.value = decodeURIComponent(location.hash.slice(3));
}
sort();
apply();
