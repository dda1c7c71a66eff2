'use strict';

// The operations board: open alerts, live. The stream is read with fetch, because EventSource cannot send a token.

const alerts = new Map();
const at = (id) => document.getElementById(id);
let stopStream = null;

const token = () => sessionStorage.getItem('token');
const instant = (text) => new Date(text).toLocaleString();
const words = (text) => text.toLowerCase().replaceAll('_', ' ');

async function call(path, options = {}) {
  const answer = await fetch(path, {
    ...options,
    headers: {...options.headers, Authorization: `Bearer ${token()}`},
  });
  if (answer.status === 401) {
    leave('The token is not accepted, or has run out.');
    throw new Error('unauthenticated');
  }
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({}));
    throw new Error(problem.detail || `The service answered ${answer.status}.`);
  }
  return answer;
}

function say(text) { at('live').textContent = text; }

function complain(text) {
  at('error').textContent = text || '';
  at('error').hidden = !text;
}

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function act(label, describedBy, task) {
  const button = element('button', '', label);
  button.type = 'button';
  button.setAttribute('aria-label', `${label}: ${describedBy}`);
  button.addEventListener('click', async () => {
    button.disabled = true;
    try {
      complain('');
      await task();
    } catch (e) {
      complain(e.message);
      button.disabled = false;
    }
  });
  return button;
}

function headline(alert) {
  const what = {CLOCK_BREACHED: 'Breached', CLOCK_WARNED: 'Due soon', DELIVERY_FAILED: 'Messages do not arrive'}[alert.cause];
  return [what || words(alert.cause), alert.clock && words(alert.clock)].filter(Boolean).join(': ');
}

function alertItem(alert) {
  const item = element('li', alert.cause);
  item.id = `alert-${alert.id}`;
  const text = element('div');
  text.append(element('p', 'what', headline(alert)));
  const ticket = alert.ticket;
  if (ticket) text.append(element('p', '', `${ticket.priority} · ${ticket.number} · ${ticket.subject}`));
  if (alert.about) text.append(element('p', '', alert.about));
  const facts = [
    alert.dueAt && `due ${instant(alert.dueAt)}`,
    `raised ${instant(alert.raisedAt)}`,
    alert.count > 1 && `${alert.count} times`,
    alert.step > 1 && `step ${alert.step}`,
    alert.state === 'ACKNOWLEDGED' && `taken by ${alert.acknowledgedBy}`,
    alert.state === 'SNOOZED' && 'snoozed',
  ];
  text.append(element('p', 'facts', facts.filter(Boolean).join(' · ')));
  item.append(text);
  if (alert.state !== 'ACKNOWLEDGED') {
    item.append(act('Acknowledge', `${headline(alert)} ${ticket ? ticket.number : alert.about || ''}`, async () => {
      const answer = await call(`v1/alerts/${alert.id}/acknowledge`, {
        method: 'POST',
        headers: {'Idempotency-Key': crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random()}`},
      });
      take(await answer.json());
    }));
  }
  return item;
}

function render() {
  const focused = document.activeElement && document.activeElement.closest('li');
  const sorted = [...alerts.values()].sort((a, b) =>
    (a.state === 'OPEN' ? 0 : 1) - (b.state === 'OPEN' ? 0 : 1) || (a.id < b.id ? 1 : -1));
  at('alerts').replaceChildren(...sorted.map(alertItem));
  at('alert-count').textContent = sorted.length ? `(${sorted.length})` : '';
  at('no-alerts').hidden = sorted.length > 0;
  const again = focused && document.getElementById(focused.id);
  if (again) (again.querySelector('button') || again).focus();
}

function take(alert) {
  if (alert.state === 'RESOLVED') alerts.delete(alert.id); else alerts.set(alert.id, alert);
  render();
}

async function loadAlerts() {
  alerts.clear();
  const states = 'state=OPEN&state=ACKNOWLEDGED&state=SNOOZED';
  for (let next = null, page = 0; page === 0 || (next && page < 10); page++) {
    const after = next ? `&after=${encodeURIComponent(next)}` : '';
    const body = await (await call(`v1/alerts?limit=200&${states}${after}`)).json();
    body.items.forEach((alert) => alerts.set(alert.id, alert));
    next = body.next;
  }
  render();
}

async function loadFailures() {
  let items;
  try {
    items = (await (await call('v1/deliveries?state=PARKED&limit=50')).json()).items;
  } catch (e) {
    at('failures-section').hidden = true; // not everybody may see deliveries
    return;
  }
  at('failures-section').hidden = items.length === 0;
  at('failure-count').textContent = `(${items.length}${items.length === 50 ? ' or more' : ''})`;
  at('failures').replaceChildren(...items.map((delivery) => {
    const item = element('li', 'DELIVERY_FAILED');
    const text = element('div');
    text.append(element('p', 'what', `${words(delivery.channel)} to ${delivery.recipient}`));
    text.append(element('p', '', delivery.error));
    text.append(element('p', 'facts', `${delivery.attempts} attempts · given up ${instant(delivery.settledAt)}`));
    item.append(text, act('Send again', delivery.recipient, async () => {
      await call(`v1/deliveries/${delivery.id}/retry`, {method: 'POST'});
      await loadFailures();
    }));
    return item;
  }));
}

function heard(event) {
  if (event.id) sessionStorage.setItem('last', event.id);
  if (!event.data) return;
  take(JSON.parse(event.data).data.alert);
  if (event.name === 'delivery-failed' || event.name === 'delivered') loadFailures();
}

// Parses server-sent events (WHATWG HTML §9.2.6): fields a line, an event ends at an empty line.
function reader() {
  let rest = '';
  let event = {id: null, name: 'message', data: ''};
  return (text) => {
    const lines = (rest + text).split(/\r\n|\n/);
    rest = lines.pop();
    for (const line of lines) {
      if (line === '') {
        heard(event);
        event = {id: null, name: 'message', data: ''};
        continue;
      }
      const colon = line.indexOf(':');
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
      if (field === 'id') event.id = value;
      if (field === 'event') event.name = value;
      if (field === 'data') event.data += (event.data ? '\n' : '') + value;
    }
  };
}

async function listen() {
  const stopper = new AbortController();
  stopStream = () => stopper.abort();
  for (let pause = 1000; !stopper.signal.aborted; pause = Math.min(pause * 2, 15000)) {
    try {
      const last = sessionStorage.getItem('last');
      const answer = await call('v1/alerts/stream', {
        signal: stopper.signal,
        headers: {Accept: 'text/event-stream', ...(last ? {'Last-Event-ID': last} : {})},
      });
      await loadAlerts();
      await loadFailures();
      complain('');
      say('live');
      pause = 1000;
      const read = reader();
      const body = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let part = await body.read(); !part.done; part = await body.read()) read(part.value);
    } catch (e) {
      if (stopper.signal.aborted) return;
      complain(e.message);
    }
    say('connection lost, trying again …');
    await new Promise((done) => { setTimeout(done, pause); });
  }
}

function enter() {
  at('enter').hidden = true;
  at('board').hidden = false;
  at('leave').hidden = false;
  say('connecting …');
  listen();
}

function leave(why) {
  if (stopStream) stopStream();
  sessionStorage.clear();
  alerts.clear();
  at('alerts').replaceChildren();
  at('enter').hidden = false;
  at('board').hidden = true;
  at('leave').hidden = true;
  say(why || 'not signed in');
  at('token').focus();
}

at('enter').addEventListener('submit', (submit) => {
  submit.preventDefault();
  sessionStorage.setItem('token', at('token').value.replace(/\s+/g, ''));
  at('token').value = '';
  enter();
});
at('leave').addEventListener('click', () => leave());
if (token()) enter();
