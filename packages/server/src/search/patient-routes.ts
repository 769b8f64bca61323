import {
  exportPatientLogSchema,
  orderPageSchema,
  type PatientPage,
  patientAuditSchema,
  patientMessagesSchema,
  patientPageSchema,
} from '@critical-callout/contract/patients';
import { type LabSession, sessionMay } from '@critical-callout/domain/auth';
import { refusal } from '@critical-callout/domain/kernel';
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { sql } from 'kysely';
import { z } from 'zod';
import { recordAccess } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import { Refused } from '../platform/http.ts';
import { orderMessageRoutes } from './order-messages.ts';
import { exportPatientLog } from './patient-log.ts';
import { listMoves } from './patient-moves.ts';
import { findOrder, findPatient, listOrders } from './patient-queries.ts';
import { listPatientAudit, listPatientMessages } from './patient-trail.ts';

const params = z.object({ id: z.coerce.number().int().positive() });

/** A patient's page: what is read of it, and the line of the access log that each reading leaves. */
export const patientRoutes =
  ({ db, clock }: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    const note = async (tx: Tx, { session, id, ip }: FastifyRequest, action: string, billIds: readonly number[]): Promise<void> =>
      recordAccess(tx, session, { action, billIds, at: clock.now(), requestId: id, address: ip });

    app.get(
      '/patients/:id',
      { config: { permission: 'worklist.read' }, schema: { params, response: { 200: patientPageSchema } } },
      (request) =>
        db.inLab(request.session.labId, async (tx): Promise<PatientPage> => {
          const patient = await getPatient(tx, request.session, request.params.id);
          const page = await listOrders(tx, request.session, patient.id);
          await note(
            tx,
            request,
            'patient.read',
            page.orders.map(({ billId }) => billId),
          );
          const moves = await listMoves(tx, request.session, patient.id);
          return { patient, ...page, moves, serverTime: clock.now().toISOString() };
        }),
    );
    app.get(
      '/orders/:id',
      { config: { permission: 'worklist.read' }, schema: { params, response: { 200: orderPageSchema } } },
      (request) =>
        db.inLab(request.session.labId, async (tx) => {
          const { id } = request.params;
          const found = await findOrder(tx, request.session, id);
          if (!found) throw new Refused(refusal('search.order-unknown', `order ${id} is unknown here`), 404);
          await note(tx, request, 'order.read', [id]);
          return { ...found, serverTime: clock.now().toISOString() };
        }),
    );
    app.post(
      '/patients/:id/log',
      { config: { permission: 'exports.read' }, schema: { params, body: exportPatientLogSchema } },
      async (request, reply) => {
        const { session, ip, body } = request;
        const log = await db.inLab(session.labId, async (tx) => {
          const patient = await getPatient(tx, session, request.params.id);
          const hasLooks = sessionMay(session, 'audit.read');
          const asked = {
            patientId: patient.id,
            reason: body.reason,
            hasLooks,
            now: clock.now(),
            requestId: request.id,
            address: ip,
          };
          return exportPatientLog(tx, session, asked);
        });
        return reply
          .header('content-type', 'text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="${log.fileName}"`)
          .header('x-total-rows', log.rows)
          .send(log.file);
      },
    );
    app.get(
      '/patients/:id/messages',
      { config: { permission: 'order-messages.read' }, schema: { params, response: { 200: patientMessagesSchema } } },
      (request) =>
        db.inLab(request.session.labId, async (tx) => {
          const patient = await getPatient(tx, request.session, request.params.id);
          await note(tx, request, 'patient.messages', await billIdsOf(tx, request.session.labId, patient.id));
          return listPatientMessages(tx, request.session, { patientId: patient.id });
        }),
    );
    await app.register(orderMessageRoutes({ db, clock }));
    app.get(
      '/patients/:id/audit',
      { config: { permission: 'audit.read' }, schema: { params, response: { 200: patientAuditSchema } } },
      (request) =>
        db.inLab(request.session.labId, async (tx) => {
          const patient = await getPatient(tx, request.session, request.params.id);
          await note(tx, request, 'patient.audit', await billIdsOf(tx, request.session.labId, patient.id));
          return listPatientAudit(tx, request.session.labId, patient.id);
        }),
    );
  };

async function getPatient(tx: Tx, session: LabSession, patientId: number): Promise<PatientPage['patient']> {
  const patient = await findPatient(tx, session, patientId);
  if (!patient) throw new Refused(refusal('search.patient-unknown', `patient ${patientId} is unknown here`), 404);
  return patient;
}

async function billIdsOf(tx: Tx, labId: number, patientId: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from bills where lab_id = ${labId} and patient_id = ${patientId} order by id desc limit 100`.execute(tx);
  return rows.map(({ id }) => id);
}
