// The city writes DMN 1.5, dmn-js reads DMN 1.3; what both use here is the same but for the names of the namespaces.

const names: [string, string][] = [
  ['https://www.omg.org/spec/DMN/20230324/MODEL/', 'https://www.omg.org/spec/DMN/20191111/MODEL/'],
  ['https://www.omg.org/spec/DMN/20230324/DMNDI/', 'https://www.omg.org/spec/DMN/20191111/DMNDI/'],
]

export const toEditor = (xml: string): string => names.reduce((text, [ours, theirs]) => text.replaceAll(ours, theirs), xml)
export const fromEditor = (xml: string): string => names.reduce((text, [ours, theirs]) => text.replaceAll(theirs, ours), xml)
