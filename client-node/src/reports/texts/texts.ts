import type { Language } from '@chorale/models';
import { en, type ReportTexts } from './en.js';
import { zhCn } from './zh-cn.js';

export type { ReportTexts } from './en.js';

export const reportTexts: Record<Language, ReportTexts> = { en, 'zh-CN': zhCn };
