export const place: URL
export function typesOf(description: unknown): string
