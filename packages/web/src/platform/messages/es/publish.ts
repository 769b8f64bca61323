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
  'publish.title': 'Revisión: {name}',
  'publish.review': 'Revisar los cambios',
  'publish.done': 'Publicado {at}',
  'publish.yes': 'Sí',
  'publish.no': 'No',
  'publish.who': 'Pueden publicar: {roles}.',
  'publish.who.you': 'Usted puede.',
  'publish.who.notYou': 'Usted puede leerlo y no cambiarlo.',
  'publish.version': 'Versión {version}',
  'publish.version.about': 'publicada {at} por {by} (línea {seq} del registro de auditoría)',
  'publish.version.began': 'como empezó el laboratorio',
  'publish.versions.failed': 'No se pudieron cargar las versiones',
  'publish.state.unread': 'Ya no legible',
  'publish.meanwhile': 'Mientras usted tenía esto abierto',
  'publish.meanwhile.by': '{by} publicó la versión {version}, {at}.',
  'publish.meanwhile.kept': 'Lo que usted escribió se conserva.',
  'publish.meanwhile.keep': 'Conservar mis cambios encima',
  'publish.meanwhile.take': 'Tomar los suyos, descartar los míos',
  'publish.applies.atOnce': 'Los cambios valen de inmediato, para todos y también para los pedidos abiertos.',
  'calls.applies':
    'Los plazos valen para lo que sea crítico desde ahora; los pedidos abiertos conservan el suyo. Todo lo demás vale de inmediato, también para los pedidos abiertos.',
  'calls.roles': 'Quién puede',
  'settings.notification.applies':
    'Los cambios valen de inmediato, también para la próxima llamada sobre un pedido abierto. Los mensajes ya escritos conservan lo que dicen.',
  'callHelp.phrase': 'Frase {code}',
  'manualEntry.applies':
    'Los cambios valen para los resultados que se introduzcan desde ahora; los ya introducidos se revisan como se pedía entonces.',
  'messages.applies':
    'Los cambios valen para los mensajes que se escriban desde ahora; los ya escritos, enviados o no, conservan lo que dicen.',
  'messages.contents.applies':
    'Los cambios valen para los mensajes que se escriban desde ahora; los ya escritos, enviados o no, conservan lo que dicen. Si se envían correcciones vale de inmediato, también para lo comunicado antes.',
  'messages.link.applies':
    'Si se ofrece un enlace y cuándo termina vale para los mensajes que se escriban desde ahora. Lo que su página pregunta, y cuántas veces, vale de inmediato, también para enlaces ya enviados.',
  'messages.numbers.applies':
    'Los cambios valen para los números que se guarden desde ahora y para el próximo mensaje a un número general; los números de contacto ya guardados quedan como están.',
  'publish.applies.sources': 'Vale para los mensajes que se reciban desde ahora; lo ya recibido queda como se leyó.',
  'settings.file': 'Todos los ajustes en un archivo',
  'settings.file.lead':
    'Un archivo CSV con una línea por campo: para guardar, comparar o llevar a otro laboratorio. Lo que el archivo no nombra queda como está; límites, políticas, contactos y plantillas tienen los suyos.',
  'settings.file.export': 'Guardar los ajustes en un archivo',
  'settings.file.import': 'Publicar un archivo',
  'settings.file.tried':
    '{lines, plural, one {# línea} other {# líneas}}; {changes, plural, =0 {nada cambia} one {cambia # formulario} other {cambian # formularios}}.',
  'settings.file.failed': 'El archivo no se publicó',
  'settings.file.failedStill': 'Los ajustes anteriores siguen valiendo; el archivo está intacto en su equipo.',
  'settings.file.published': '{changes, plural, one {# formulario publicado} other {# formularios publicados}}',
  'limits.secondPerson.applies': 'Vale de inmediato, también para lo que espera aprobación.',
  'businessHours.applies': 'Los cambios valen para lo que sea crítico desde ahora; las escaleras en curso conservan la suya.',
} as const;
