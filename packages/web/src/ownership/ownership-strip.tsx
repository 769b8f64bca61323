import type { CriticalRecords } from '@critical-callout/contract/callout';
import type { Ownership } from '@critical-callout/contract/ownership';
import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { recordsQuery } from '../platform/critical-records.ts';
import { queryClient } from '../platform/query.ts';
import { useAtTime, useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { PatientIdentity, PatientName } from '../ui/patient.tsx';
import { claimOrder, releaseOrder, takeOverOrder } from './api.ts';
import { ReasonDialog } from './lazy-dialogs.tsx';
import { carryOut, sayNotDone } from './owner-actions.ts';
import { OwnerMarks } from './owner-marks.tsx';
import css from './ownership.module.css';
import { useAttendance } from './use-attendance.ts';

/** Whom it is about, as the panel has it, and who has it now. */
function About({ billId, ownership }: { billId: number; ownership: Ownership }): ReactNode {
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const patient = queryClient.getQueryData<CriticalRecords>(recordsQuery(billId).queryKey)?.bill.patient;
  return (
    <>
      {patient && (
        <p>
          <strong>
            <PatientName patient={patient} />
          </strong>{' '}
          · <PatientIdentity patient={patient} now={now} zone={lab.zone} />
        </p>
      )}
      <OwnerMarks ownership={ownership} />
    </>
  );
}

/**
 * Above the panel: who has the order, who else has it open, and whom somebody is calling. It never holds anything back: a call
 * is recorded whoever has the order.
 */
export function OwnershipStrip({ billId, billNumber }: { billId: number; billNumber: string }): ReactNode {
  const t = useText();
  const me = useMe();
  const mayCall = useMay('callout.write');
  const { ownership, note } = useAttendance(billId);
  const [isTakingOver, setTakingOver] = useState(false);
  const claimed = ownership?.claim ?? null;
  const isLive = useAtTime((now) => claimed !== null && Date.parse(claimed.leaseUntil) > now);
  const holder = (isLive ? claimed : null) ?? ownership?.assignedTo ?? null;
  const isMine = holder?.userId === me.userId;
  if (!mayCall || !ownership) return null;

  const act = (work: ReturnType<typeof claimOrder>, said: Parameters<typeof carryOut>[1]) =>
    carryOut(
      work.then((answer) => {
        note(answer);
        return answer;
      }),
      said,
      billNumber,
    );
  const claimIt = () => sayNotDone(act(claimOrder(billId), 'ownership.claimed'), billNumber);
  return (
    <section className={css.strip} aria-label={t('ownership.region')} data-testid="ownership">
      <span className={css.marks}>
        <OwnerMarks ownership={ownership} />
        {holder === null && ownership.people.every(({ callStartedAt }) => callStartedAt === null) && (
          <span>{t('ownership.free')}</span>
        )}
      </span>
      <span className={css.actions}>
        {holder === null && (
          <Button size="xs" variant="outline" onClick={() => void claimIt()}>
            {t('ownership.claim')}
          </Button>
        )}
        {isMine && (
          <Button
            size="xs"
            variant="outline"
            onClick={() => void sayNotDone(act(releaseOrder(billId), 'ownership.released'), billNumber)}
          >
            {t('ownership.release')}
          </Button>
        )}
        {holder !== null && !isMine && (
          <Button size="xs" variant="outline" onClick={() => setTakingOver(true)}>
            {t('ownership.takeOver')}
          </Button>
        )}
      </span>
      {isTakingOver && (
        <ReasonDialog
          title={t('ownership.takeOverTitle', { number: billNumber })}
          about={<About billId={billId} ownership={ownership} />}
          label={t('ownership.takeOverReason', { from: holder?.name ?? '' })}
          action={t('ownership.takeOver')}
          onSend={(reason) => act(takeOverOrder(billId, reason), 'ownership.takenOver')}
          onClose={() => setTakingOver(false)}
        />
      )}
    </section>
  );
}
