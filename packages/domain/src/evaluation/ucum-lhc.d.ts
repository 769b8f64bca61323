// The parts of @lhncbc/ucum-lhc used here; the package brings no types.
declare module '@lhncbc/ucum-lhc' {
  export type UcumUnit = {
    /** In base units (metre, second, gram, …; a mole counts its particles). */
    magnitude_: number;
    /** Exponents of length, time, mass, plane angle, temperature, charge, luminous intensity; null when dimensionless. */
    dim_: { dimVec_: number[] | null } | null;
    moleExp_: number;
    equivalentExp_: number;
    /** A function instead of a factor (degrees, pH); null otherwise. */
    cnv_: string | null;
    isSpecial_: boolean;
    isArbitrary_: boolean;
  };
  export type UcumLhcUtils = {
    getSpecifiedUnit: (code: string, valueConversion: 'validate') => { unit: UcumUnit | null; retMsg: string[] };
  };
  const ucum: { UcumLhcUtils: { getInstance: () => UcumLhcUtils } };
  export default ucum;
}
