export const publishWords = {
  'publish.compare': 'Comparar dos versiones',
  'publish.compare.older': 'Lo que era',
  'publish.compare.newer': 'Lo que pasó a ser',
  'publish.compare.same': 'Estas dos versiones dicen lo mismo.',
  'file.choose': 'Archivo CSV',
  'file.lines':
    '{lines, plural, one {# línea} other {# líneas}}: {created} nuevas, {changed} cambiadas, {unchanged} sin cambios.',
  'file.errors': '{count, plural, one {# error} other {# errores}}. No se guarda nada hasta que el archivo esté bien.',
  'file.errorList': 'Errores del archivo',
  'file.line': 'Línea',
  'file.field': 'Columna',
  'file.message': 'Qué está mal',
  'file.save': 'Guardar {lines, plural, one {# línea} other {# líneas}}',
  'file.nothingNew': 'El archivo dice lo que ya está guardado; no hay nada que guardar.',
} as const;
