// In which language a command answers people.
import { Option } from 'commander';
import type { Language } from '@chorale/models';

export interface LanguageOption {
  readonly lang: Language;
}

const languages: readonly Language[] = ['en', 'zh-CN'];

/** @param what is written in it, such as `the page`. */
export function languageOption(what: string): Option {
  return new Option('--lang <language>', `of ${what}`).choices([...languages]).default('en');
}
