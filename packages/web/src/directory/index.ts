export { HOLDER_KINDS, PartyPicker } from './party-picker.tsx';
