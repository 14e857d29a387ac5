import { garmentKinds } from '../src/drawing';
import type { Filter } from './arrangement';
import { readConfiguration } from './configuration';
import { Conveyor } from './conveyor';
import { drawMiniatures, drawSamples } from './drawn-samples';
import { find } from './element';
import { openFleet } from './fleet/open-fleet';
import { type ServerState, watchServer } from './server-state';
import { Speedometer } from './speedometer';
import { type Entry, Store } from './store';
import { httpTransport } from './transport';
import { Actions } from './views/actions';
import { Announcer } from './views/announcer';
import { Details } from './views/details';
import { openDropZone } from './views/drop-zone';
import { Filters } from './views/filters';
import { Gallery } from './views/gallery';
import { openKeyForm } from './views/key-form';
import { showServer } from './views/masthead';
import { Meters } from './views/meters';
import { showSampleStrip } from './views/sample-strip';

const now = () => performance.now();
/** From so many pictures on, each new frame costs enough for a few of them a second to be better. */
const crowd = 300;
const store: Store = new Store((act) => {
  if (store.entries.length < crowd) requestAnimationFrame(act);
  else setTimeout(() => requestAnimationFrame(act), 150);
});
const speedometer = new Speedometer();
const config = await readConfiguration();
const fleet = config.kind === 'fleet' ? await openFleet(config) : undefined;
const conveyor = new Conveyor({
  store,
  speedometer,
  classify: fleet ? fleet.classify : httpTransport({ topK: 5 }),
  // A fleet's queue takes them all. Browsers open six connections to one server; more would only wait for those.
  places: fleet ? Number.POSITIVE_INFINITY : 6,
  tries: 60,
  now,
});

const announcer = new Announcer(now);
const meters = new Meters(config.kind);
const details = new Details({ visible: () => gallery.visible, focus: (entry) => gallery.focus(entry) });
const gallery = new Gallery(store, (entry) => details.open(entry));
const filters = new Filters(store, (filter: Filter) => gallery.choose({ filter }));
const actions = new Actions({
  store,
  visible: () => gallery.visible,
  order: (order) => gallery.choose({ order }),
  resend: (entries) => conveyor.resend(entries),
  cancel: () => conveyor.cancel(),
  clear,
});

function add(files: File[]): void {
  conveyor.send(store.add(files));
}

function clear(): void {
  conveyor.abandon();
  store.clear();
  speedometer.reset();
  find('choose-pictures').focus();
}

function update(changed: ReadonlySet<Entry>): void {
  const some = store.entries.length > 0;
  find('main').dataset.pictures = some ? 'some' : 'none';
  find('bench').hidden = !some;
  find('shelf').hidden = !some;
  gallery.update(changed);
  filters.update();
  actions.update();
  details.update(changed);
  announcer.update(store);
  meters.show(store.counts, speedometer.read(now()));
}

function onState(server: ServerState): void {
  showServer(server);
  keyForm.show(server.state === 'locked' && (fleet?.takesKey ?? true));
  fleet?.showSignIn(server.state === 'locked');
  // Garments would be an odd welcome to a model that tells birds apart.
  const knowsGarments = server.state === 'ready' && garmentKinds.some((kind) => server.model?.labels.includes(kind));
  if (knowsGarments) void showSampleStrip(() => drawMiniatures(72 * Math.min(devicePixelRatio, 2)));
}

const keyForm = openKeyForm();
store.onChange(update);
// The rate also changes while nothing arrives.
setInterval(() => store.unfinished > 0 && meters.show(store.counts, speedometer.read(now())), 250);
openDropZone({ add, drawSamples, say: (words) => announcer.say(words) });
fleet?.followSales({ add, shown: () => store.entries.length });
if (fleet) fleet.watch(onState);
else watchServer({ onState, unreadyMs: 2000, readyMs: 20_000 });
