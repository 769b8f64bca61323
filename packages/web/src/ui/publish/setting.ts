import { type SettingVersions, settingVersionsSchema } from '@critical-callout/contract/settings';
import type { DefaultValues, FieldValues } from 'react-hook-form';
import type { z } from 'zod';
import { call, callTagged, type Sending, type Tagged } from '../../platform/http.ts';
import type { Ask, Route } from '../../platform/routes.ts';
import type { MessageId, Translate } from '../../platform/text.tsx';

/** The settings that are read and published whole at an address of their own. */
type SettingName = NameOf<Route>;
type NameOf<R extends Route> = R extends `GET /api/v1/settings/${infer Name}/versions` ? Name : never;
type Publishing = Ask<`POST /api/v1/settings/${SettingName}/publish`> & Sending;

/** One setting of the laboratory: where it is kept, and what it looks like. */
export type SettingAt<T> = { name: SettingName; schema: z.ZodType<T> };

export type Line = { label: string; value: string };

/** A form over a setting, without its fields: what a review and a file need to know of it. */
export type SettingForm<T, F extends FieldValues> = SettingAt<T> & {
  title: MessageId;
  /** From when a change holds, and for what not. */
  applies: MessageId;
  toFields: (value: T) => F & DefaultValues<F>;
  /** What is sent; the fields check themselves. */
  toBody: (fields: F, value: T) => unknown;
  /** What it says, in the words of the form; each label once. */
  linesOf: (fields: F, t: Translate) => Line[];
};

export const settingKey = ({ name }: Pick<SettingAt<unknown>, 'name'>) => ['setting', name] as const;

export const fetchSetting = <T>({ name, schema }: SettingAt<T>, signal?: AbortSignal): Promise<Tagged<T>> =>
  callTagged(`GET /api/v1/settings/${name}`, { signal }, schema);

/** Put in force only if nobody else changed it since it was read: `tag` says what was seen. */
export const publishSetting = <T>(
  { name, schema }: SettingAt<T>,
  body: { value: unknown; comment: string },
  tag: string | null,
): Promise<Tagged<T>> =>
  // Which of the bodies it is, the form knows that was opened with this setting; the server checks it.
  callTagged(
    `POST /api/v1/settings/${name}/publish`,
    { body, headers: tag === null ? {} : { 'if-match': tag } } as Publishing,
    schema,
  );

export const fetchVersions = ({ name }: SettingAt<unknown>, signal?: AbortSignal): Promise<SettingVersions> =>
  call(`GET /api/v1/settings/${name}/versions`, { signal }, settingVersionsSchema);

export const yesNo = (t: Translate, isYes: boolean): string => t(isYes ? 'publish.yes' : 'publish.no');
