// The few meanings a colour may have. A tone never stands alone: whatever shows it also has an icon and words.

export type Tone = 'blue' | 'green' | 'amber' | 'red' | 'violet' | 'grey'
