export const preferencesWords = {
  'preferences.start': 'La lista de trabajo se abre con',
  'preferences.startHint': 'Al iniciar sesión o abrir el programa.',
  'preferences.start.pending': 'Todo lo pendiente',
  'preferences.start.mine': 'Mi cola',
  'preferences.start.done': 'Lo hecho',
  'keys.export': 'Exportar teclas',
  'keys.import': 'Importar teclas',
  'keys.fileTaken': 'Teclas tomadas de {name}.',
  'keys.fileUnread': '{name} no es un archivo de teclas. No se cambió nada.',
  'keys.fileLeftOut': 'Omitido, porque la tecla está ocupada o es desconocida: {names}',
} as const;
