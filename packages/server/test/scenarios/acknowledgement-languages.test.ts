import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type AcknowledgementWorld, linkIn, openAcknowledgementWorld } from '../acknowledgement-world.ts';
import { type FixtureBill, seedBill } from '../fixture.ts';
import { type Recipient, recipient } from '../recipient.ts';

let world: AcknowledgementWorld;
let bill: FixtureBill;
let accession: string;

beforeAll(async () => {
  world = await openAcknowledgementWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  bill = await seedBill(world.lab.db, world.fixture, { now: world.lab.clock.now() });
  accession = bill.billNumber.replace('B-', 'ACC-');
});

async function linkTo(language: string | null): Promise<string> {
  await world.rows('update doctors set language = $1', [language]);
  await world.submit(bill);
  const [mail] = await world.send();
  return linkIn(mail ?? { text: '' });
}
const recipientIn = async (language: string | null): Promise<Recipient> => recipient(await linkTo(language));

test.each([
  ['de', 'Wer sind Sie?', 'Das passt nicht zusammen', '14-Jul-1945', 'Rücklesen', 'stimmt nicht überein', 'Aufgezeichnet'],
  ['es', '¿Quién es usted?', 'No coincide', '14-jul-1945', 'Repetición', 'no coincide', 'Registrado'],
  ['fr', 'Qui êtes-vous ?', 'Cela ne correspond pas', '14-juil-1945', 'Relecture', 'ne concorde pas', 'Enregistré'],
])(
  '%s: whoever is written to in it is asked, shown, corrected and thanked in it',
  async (language, who, wrong, born, ...later) => {
    const [readBack, mismatch, thanks] = later;
    const doctor = await recipientIn(language);
    const first = await doctor.open();
    expect(first.html).toContain(`<html lang="${language}">`);
    expect(first.text).toContain(who);
    expect((await doctor.proveByFacts(accession, ['15', '7', '1945'])).text).toContain(wrong);
    // The month may be typed by its name in the language of the page.
    const shown = await doctor.proveByFacts(accession, ['14', born.slice(3, -5), '1945']);
    expect(shown.status).toBe(200);
    expect(shown.text).toContain(born);
    expect(shown.text).toContain(readBack);
    expect(shown.html).toContain('6.8\u00a0mmol/L');
    const again = await doctor.acknowledge(['8.6']);
    expect(again.status).toBe(422);
    expect(again.text).toContain(mismatch);
    const recorded = await doctor.acknowledge(['6.8']);
    expect(recorded.text).toContain(thanks);
    for (const page of [first, shown, again, recorded]) expect(page.text).not.toMatch(/\b(the|your|you)\b/i);
    // What is kept is English for everybody who reads it later.
    const [event] = await world.rows<{ text: string }>(
      "select text from events where type = 'callout-acknowledged' and bill_id = $1",
      [bill.billId],
    );
    expect(event?.text).toMatch(/^Callout acknowledged by - Dr Ann Reyes/);
  },
);

test('the reader may choose another language, and it holds to the end', async () => {
  const link = await linkTo('de');
  const first = await recipient(link).open();
  expect(first.html).toContain('href="?lang=fr" lang="fr"');
  expect(first.html).not.toContain('href="?lang=de"');
  const doctor = recipient(`${link}?lang=fr`);
  expect((await doctor.open()).text).toContain('Qui êtes-vous ?');
  expect((await doctor.proveByFacts(accession)).text).toContain('Résultat critique');
  expect((await doctor.acknowledge(['6.8'])).text).toContain('Enregistré. Merci.');
});

test('a code asked for on a German page is a German text', async () => {
  await world.rows("update doctors set phone = '+12125550199'");
  const doctor = await recipientIn('de');
  const page = await doctor.send({ action: 'code-sms' });
  expect(page.text).toContain('Ein Code wurde an');
  await world.send();
  const body = new URLSearchParams(world.texts.witnessed().at(-1)?.body).get('Body') ?? '';
  expect(body).toMatch(/^(ÜBUNG[^\n]*\n)?\d{6} ist Ihr Code zum Öffnen des Befundes von /);
});

test('where no message says one, the browser does', async () => {
  const dead = `${world.lab.baseUrl}/a/${'x'.repeat(43)}`;
  const asked = async (accepted: string): Promise<string> =>
    (await fetch(dead, { headers: { 'accept-language': accepted } })).text();
  expect(await asked('it, es-MX;q=0.8, en;q=0.5')).toContain('Este enlace no se puede usar');
  expect(await asked('fr;q=0, de-AT;q=0.2')).toContain('Dieser Link ist nicht verwendbar');
  expect(await asked('it')).toContain('This link cannot be used');
});
