import { type Gateways as Answered, gatewaysSchema } from '@critical-callout/contract/deliveries';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMay } from '../auth/index.ts';
import { call } from '../platform/http.ts';
import { useText } from '../platform/text.tsx';
import { Badge } from '../ui/badge.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { Answer } from '../ui/states.tsx';
import css from './settings.module.css';

type Variable = Answered['gateways'][number]['variables'][number];

/** By what messages travel: set where the program is started, so shown with the variable's name and not changed here. */
export function Gateways(): ReactNode {
  const t = useText();
  const mayDeliveries = useMay('deliveries.read');
  const query = useQuery({
    queryKey: ['gateways'],
    queryFn: ({ signal }) => call('GET /api/v1/gateways', { signal }, gatewaysSchema),
  });
  return (
    <section aria-labelledby="gateways">
      <h2 id="gateways">{t('gateways.title')}</h2>
      <p className={css.lead}>{t('gateways.lead')}</p>
      {mayDeliveries && (
        <p>
          <Link to="/deliveries">{t('gateways.test')}</Link>
        </p>
      )}
      <Answer query={query} what={t('gateways.failed')} stillTrue={t('gateways.failedStill')}>
        {({ gateways }) =>
          gateways.map(({ channel, variables }) => (
            <section key={channel} className={css.gateway} aria-label={t(`channelName.${channel}`)}>
              <h3>{t(`channelName.${channel}`)}</h3>
              <Variables label={t(`channelName.${channel}`)} variables={variables} />
            </section>
          ))
        }
      </Answer>
    </section>
  );
}

function Variables({ label, variables }: { label: string; variables: readonly Variable[] }): ReactNode {
  const t = useText();
  return (
    <DataTable
      label={label}
      rows={variables}
      keyOf={({ name }) => name}
      columns={[
        { id: 'name', header: t('gateways.col.name'), isRowHeader: true, cell: ({ name }) => <code>{name}</code> },
        {
          id: 'value',
          header: t('gateways.col.value'),
          cell: ({ isSet, value }) => (isSet ? <bdi>{value ?? t('gateways.secret')}</bdi> : <Badge>{t('gateways.unset')}</Badge>),
        },
        { id: 'about', header: t('gateways.col.about'), cell: ({ about }) => about },
      ]}
    />
  );
}
