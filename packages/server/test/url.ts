/** The same server and account, another database. The host may be a socket folder, which `URL` does not take. */
export function databaseUrl(url: string, database: string): string {
  return url.replace(/\/postgres(\?|$)/, `/${database}$1`);
}
