export {
  addDecimals,
  compareDecimals,
  type Decimal,
  decimalText,
  multiplyDecimals,
  negateDecimal,
  parseDecimal,
  percentText,
} from './decimal.ts';
export { type Problem, type Refusal, refusal } from './refusal.ts';
