// What the launcher says while it works, in both languages.
import type { Language } from '@chorale/models';

const english = {
  preparing: 'preparing data for five parties',
  starting: 'starting one coordinator and five nodes, six processes',
  enrolling: 'enrolling, comparing fingerprints, signing the agreement',
  weighed: 'weighed before anything is spent',
  studying: 'running the study',
  measuring: 'measuring on test customers that the launcher holds',
  verifying: 'verifying the ledger',
  stopped: 'stopped; no process is left',
  interrupted: 'interrupted; stopping all processes',
  report: 'report',
  round: 'round',
  of: 'of',
  phases: {
    collecting: 'nodes contribute',
    committing: 'committee binds itself to one set',
    releasing: 'committee releases the sum',
    adopting: 'nodes open the sum and step on',
    closed: 'closed',
    burning: 'burning',
    burned: 'burned unopened',
    spent: 'spent',
  },
  bytesPerNode: 'bytes a node',
  noPrivacy: 'no noise',
};
type Words = typeof english;

const chinese: Words = {
  preparing: '为五个参与方准备数据',
  starting: '启动一个协调方和五个节点，共六个进程',
  enrolling: '加入联盟、核对指纹、签署协议',
  weighed: '消耗预算之前的评估',
  studying: '正在运行研究',
  measuring: '在启动器持有的测试顾客上评估',
  verifying: '核验账本',
  stopped: '已停止，没有遗留进程',
  interrupted: '已中断，正在停止所有进程',
  report: '报告',
  round: '轮次',
  of: '/',
  phases: {
    collecting: '各节点提交贡献',
    committing: '委员会承诺唯一集合',
    releasing: '委员会释放总和',
    adopting: '各节点打开总和并更新模型',
    closed: '已完成',
    burning: '销毁中',
    burned: '未打开即销毁',
    spent: '已计入预算',
  },
  bytesPerNode: '每节点字节数',
  noPrivacy: '无噪声',
};

const words: Record<Language, Words> = { en: english, 'zh-CN': chinese };

export function wordsOf(language: Language): Words {
  return words[language];
}
