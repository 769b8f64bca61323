import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accessOf,
  changedAccess,
  PERMISSIONS,
  passwordProblem,
  ROLES,
  roleMay,
  sessionMay,
  sessionPermissions,
} from './index.ts';

describe('a password', () => {
  const context = ['northside', 'Northside General Laboratory', 'Maria Osei', 'm.osei', 'maria.osei@northside.example'];

  it.each([
    ['short', 'at least 15'],
    ['fourteen chars', 'at least 15'],
    ['x'.repeat(129), 'at most 128'],
    ['aaaaaaaaaaaaaaaaaaa', 'repeats'],
    ['PasswordPassword1', 'most common'],
    ['P@ssw0rd!P@ssw0rd!', 'most common'],
    ['123456789012345', 'most common'],
    ['qwertyuiop qwerty', 'most common'],
    ['correct horse battery staple', 'most common'],
    ['Northside-2026!!', 'name of the lab'],
    ['Osei Maria Maria 1', 'name of the lab'],
  ])('%s is refused: %s', (password, why) => {
    expect(passwordProblem(password, context)).toContain(why);
  });

  it.each(['seven brown kettles', 'hyphen-lantern-ostrich', '新しい長い合言葉を使ってくださいね', 'kR7#pLw2vQz9!bXn'])(
    '%s is accepted, with no composition rule',
    (password) => {
      expect(passwordProblem(password, context)).toBeNull();
    },
  );

  it('never throws and never repeats the password in its answer', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6, maxLength: 160 }), (password) => {
        const problem = passwordProblem(password, context);
        return problem === null || !problem.includes(password);
      }),
    );
  });
});

describe('permissions', () => {
  it('every permission is held by at least one role', () => {
    for (const permission of PERMISSIONS)
      expect(
        ROLES.some((role) => roleMay(role, permission)),
        permission,
      ).toBe(true);
  });

  it('an integrator sees no worklist, an auditor writes nothing', () => {
    expect(roleMay('integrator', 'worklist.read')).toBe(false);
    expect(
      PERMISSIONS.filter((permission) => roleMay('auditor', permission) && /\.(write|approve|sign|send)$/.test(permission)),
    ).toEqual([]);
  });

  it('a scope only ever takes away', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ROLES), fc.subarray([...PERMISSIONS]), (role, scope) => {
        const session = { role, scope };
        return (
          sessionPermissions(session).every((p) => roleMay(role, p) && scope.includes(p)) &&
          PERMISSIONS.every((p) => sessionMay(session, p) === (roleMay(role, p) && scope.includes(p)))
        );
      }),
    );
  });
});

describe('access', () => {
  const doctor = { role: 'doctor', docType: 0, doctorId: 7, departmentDataType: null, departmentIds: [2] } as const;

  it.each([
    ['doctor', {}, 'docType'],
    ['doctor', { docType: 2 }, 'doctorId'],
    ['doctor', { docType: 2, doctorId: 7, departmentDataType: 0 }, 'departmentDataType'],
    ['support', { departmentDataType: 0 }, 'departmentDataType'],
    ['caller', { docType: 0 }, 'docType'],
    ['caller', { doctorId: 7 }, 'doctorId'],
  ] as const)('the role %s with %j is refused for %s', (role, given, field) => {
    expect(accessOf(role, given)).toMatchObject({ refusal: 'auth.access', details: { field } });
  });

  it('a lab user is of the departments of the session unless said otherwise; departments are a set', () => {
    expect(accessOf('caller', { departmentIds: [3, 1, 3] })).toMatchObject({
      kind: 'user',
      departmentDataType: 0,
      departmentIds: [1, 3],
    });
  });

  it('a change keeps what it does not name, and drops what another kind of role has no use for', () => {
    const before = { ...doctor, departmentIds: [2] };
    expect(changedAccess(before, { docType: 2 })).toMatchObject({ docType: 2, doctorId: 7, departmentIds: [2] });
    expect(changedAccess(before, { role: 'caller' })).toMatchObject({
      kind: 'user',
      docType: null,
      doctorId: null,
      departmentDataType: 0,
      departmentIds: [2],
    });
    expect(
      changedAccess({ ...before, role: 'caller', docType: null, doctorId: null, departmentDataType: 1 }, { role: 'director' }),
    ).toMatchObject({ departmentDataType: 1 });
    expect(
      changedAccess({ ...before, role: 'caller', docType: null, doctorId: null, departmentDataType: 1 }, { role: 'doctor' }),
    ).toMatchObject({ refusal: 'auth.access' });
  });
});
