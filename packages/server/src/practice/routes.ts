import { chosenCaseSchema, endedCasesSchema, firstCallsSchema, practiceSchema } from '@critical-callout/contract/practice';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Deps } from '../platform/deps.ts';
import { listFirstCalls } from './first-calls.ts';
import type { PracticePorts } from './ports.ts';
import { endAllCases, endCase, readPractice, startCase } from './service.ts';

const play = { permission: 'callout.write' } as const;
const response = { 200: practiceSchema };

/** The calls a new person plays before real ones. Everything in them is invented, so no patient is read here. */
export const practiceRoutes =
  (deps: Deps, ports: PracticePorts): FastifyPluginAsyncZod =>
  async (app) => {
    app.get('/practice', { config: { permission: 'settings.read' }, schema: { response } }, ({ session }) =>
      readPractice(deps, session),
    );
    // Times of people at work: for those who lead them.
    app.get(
      '/practice/first-calls',
      { config: { permission: 'worklist.supervise' }, schema: { response: { 200: firstCallsSchema } } },
      ({ session }) => listFirstCalls(deps, session),
    );
    app.post('/practice/start', { config: play, schema: { body: chosenCaseSchema, response } }, ({ session, body }) =>
      startCase(deps, ports, session, body.case),
    );
    app.post('/practice/end', { config: play, schema: { body: chosenCaseSchema, response } }, ({ session, body }) =>
      endCase(deps, ports, session, body.case),
    );
    app.post(
      '/practice/end-all',
      { config: { permission: 'settings.write' }, schema: { response: { 200: endedCasesSchema } } },
      ({ session }) => endAllCases(deps, ports, session),
    );
  };
