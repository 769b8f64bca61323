import type { LightMyRequestResponse } from 'fastify';
import type { Http } from '../src/platform/http.ts';

/** The headers a browser of this server sends: its cookie, and the Origin that lets it change things. */
export type SignedIn = { cookie: string; origin: string };

export const TEST_ORIGIN = 'http://localhost:3000';

/** Something no block-list holds; the same for everybody in tests. */
export const TEST_PASSWORD = 'seven brown kettles sing';

export function trySignIn(
  app: Http,
  userName: string,
  password = TEST_PASSWORD,
  headers: Record<string, string> = {},
): Promise<LightMyRequestResponse> {
  return app.inject({
    method: 'POST',
    url: '/api/auth/sign-in/username',
    headers: { origin: TEST_ORIGIN, host: 'localhost:3000', ...headers },
    payload: { username: userName, password },
  });
}

/** Signs in as a person does, through the door, and returns what to send with every further request. */
export async function signIn(app: Http, userName: string, password = TEST_PASSWORD): Promise<SignedIn> {
  const answer = await trySignIn(app, userName, password);
  if (answer.statusCode !== 200) throw new Error(`sign-in of ${userName} answered ${answer.statusCode}: ${answer.body}`);
  const [cookie] = answer.cookies;
  if (!cookie) throw new Error(`sign-in of ${userName} set no cookie`);
  return { cookie: `${cookie.name}=${encodeURIComponent(cookie.value)}`, origin: TEST_ORIGIN };
}
