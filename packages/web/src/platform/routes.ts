import type { z } from 'zod';
import type { Routes } from './openapi.generated.ts';

/** What the server offers, as its OpenAPI document names it: `GET /api/v1/bills/{id}/contacts`. */
export type Route = keyof Routes;

/** What goes into the address and the body of a request; the compiler knows it from the document. */
export type Ask<R extends Route> = Routes[R]['ask'];

/** What the document says of the answer fits what the schema reads. An answer that holds more than is read fits. */
export type Reads<R extends Route, S extends z.ZodType> =
  Routes[R]['answer'] extends z.input<S>
    ? S
    : { 'the document says of the answer': Routes[R]['answer']; 'which is not what the schema reads': z.input<S> };

type Value = string | number | boolean;
/** The same without its types: how an address is put together is the same for all routes. */
export type Asked = {
  params?: Readonly<Record<string, Value>> | undefined;
  query?: Readonly<Record<string, Value | readonly Value[] | null | undefined>> | undefined;
  body?: unknown;
};

export const methodOf = (route: Route): string => route.slice(0, route.indexOf(' '));

/** Where a route is, for a link to it. */
export const addressOf = <R extends Route>(route: R, ask: Ask<R>): string => addressWith(route, ask);

/** The address of a route with its values, each percent-encoded; what is `undefined` or an empty text is left out. */
export function addressWith(route: Route, { params = {}, query = {} }: Asked): string {
  const path = route.slice(route.indexOf(' ') + 1).replaceAll(/\{(\w+)\}/g, (_braces, name: string) => {
    const value = params[name];
    if (value === undefined || value === '') throw new Error(`${route} needs the value of ${name}.`);
    return encodeURIComponent(value);
  });
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).flatMap((one) =>
      one === undefined || one === null || one === '' ? [] : [[name, String(one)]],
    ),
  );
  return pairs.length === 0 ? path : `${path}?${new URLSearchParams(pairs)}`;
}
