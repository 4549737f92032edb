import { describe, expect, it } from 'vitest'
import { commentsOf, withComments } from './comments'

const original = `<?xml version="1.0"?>
<!-- 住建局 2026 年修订 -->
<definitions id="d">
  <process id="p">
    <!-- 先受理 -->
    <userTask id="a" name="受理"/>
    <!-- 一 -->
    <!-- 二 -->
    <userTask id="b.1" name="承办">
      <documentation><![CDATA[<!-- 不是注释 -->]]></documentation>
    </userTask>
    <userTask id="gone"/>
    <!-- 完 -->
  </process>
</definitions>
`
const written = `<?xml version="1.0"?>
<definitions id="d">
  <process id="p">
    <userTask id="bx1" />
    <userTask id="b.1" name="审核">
      <documentation><![CDATA[<!-- 不是注释 -->]]></documentation>
    </userTask>
    <userTask id="a" name="受理" />
  </process>
</definitions>
`

describe('comments of a flow file', () => {
  it('are told apart from text that looks like one', () => {
    expect(commentsOf(original).map(({ text, before }) => [text, before])).toEqual([
      ['<!-- 住建局 2026 年修订 -->', ''], ['<!-- 先受理 -->', 'a'], ['<!-- 一 -->', 'b.1'], ['<!-- 二 -->', 'b.1'], ['<!-- 完 -->', ''],
    ])
  })
  it('go with their elements, wherever these stand now', () => {
    expect(withComments(written, original)).toBe(`<?xml version="1.0"?>
<!-- 住建局 2026 年修订 -->
<definitions id="d">
  <process id="p">
    <userTask id="bx1" />
    <!-- 一 -->
    <!-- 二 -->
    <userTask id="b.1" name="审核">
      <documentation><![CDATA[<!-- 不是注释 -->]]></documentation>
    </userTask>
    <!-- 先受理 -->
    <userTask id="a" name="受理" />
  </process>
</definitions>
<!-- 完 -->
`)
  })
  it('are kept at the end when their element is gone', () => {
    expect(withComments('<d id="d"/>', '<d id="d"><!-- 旧 --><x id="x"/></d>')).toBe('<d id="d"/>\n<!-- 旧 -->\n')
  })
  it('leave a file without any as it is', () => expect(withComments(written, written)).toBe(written))
})
