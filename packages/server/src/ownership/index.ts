export { listOwnership } from './list-ownership.ts';
export { endOwnership } from './owner-queries.ts';
export { changeOwner } from './owners.ts';
export { ownershipRoutes } from './routes.ts';
export { createOwnershipWatch } from './tick.ts';
