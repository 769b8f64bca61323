export {
  addDecimals,
  compareDecimals,
  type Decimal,
  decimalText,
  multiplyDecimals,
  negateDecimal,
  parseDecimal,
} from './decimal.ts';
export { type Problem, type Refusal, refusal } from './refusal.ts';
