export {
  CALL_REASONS,
  type CallReason,
  type EarlierResult,
  type NewCritical,
  type RepeatRuling,
  type RepeatValue,
  ruleOnRepeat,
} from './repeat.ts';
export { findRepeatRule, REPEAT_SCOPES, type RepeatRule, type RepeatScope, type RepeatScopeFields, repeatKeyOf } from './rule.ts';
