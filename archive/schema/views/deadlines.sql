-- 政府信息公开条例 (2019) 第四十九条: departments by 31 January, governments by 31 March. It binds
-- bodies at county level and above; for townships and street offices it names no day. Before, for
-- the years up to 2018, 条例 (2007) 第三十一条 bound bodies of every level to 31 March.
SELECT
  column1 AS kind,
  column2 AS from_year,
  column3 AS to_year,
  column4 AS due,
  column5 AS reason,
  column6 AS reason_zh
FROM (
  VALUES
  (
    'government', 2019, NULL, '03-31',
    'Regulations, Article 49: governments at county level and above publish by 31 March',
    '条例第四十九条：县级以上人民政府于3月31日前公布'
  ),
  (
    'office', 2019, NULL, '01-31',
    'Regulations, Article 49: a government office reports on itself as a department does',
    '条例第四十九条：政府办公厅（室）公布本机关的报告，与部门相同，于1月31日前'
  ),
  (
    'department', 2019, NULL, '01-31',
    'Regulations, Article 49: departments at county level and above publish by 31 January',
    '条例第四十九条：县级以上人民政府部门于1月31日前公布'
  ),
  (
    'township', 2019, NULL, NULL,
    'Article 49 binds bodies at county level and above: no day in law for townships',
    '条例第四十九条只规定县级以上机关，乡镇无法定期限'
  ),
  (
    'subdistrict', 2019, NULL, NULL,
    'Article 49 binds bodies at county level and above: no day in law for street offices',
    '条例第四十九条只规定县级以上机关，街道办事处无法定期限'
  ),
  (
    'other', 2019, NULL, NULL,
    'The name does not tell whether the body is a department in the sense of Article 49',
    '从名称无法判定是否属于条例第四十九条所称部门'
  ),
  (
    'government', 2008, 2018, '03-31',
    'Regulations of 2007, Article 31: bodies of every level publish by 31 March',
    '2007年条例第三十一条：各级行政机关于3月31日前公布'
  ),
  (
    'office', 2008, 2018, '03-31',
    'Regulations of 2007, Article 31: bodies of every level publish by 31 March',
    '2007年条例第三十一条：各级行政机关于3月31日前公布'
  ),
  (
    'department', 2008, 2018, '03-31',
    'Regulations of 2007, Article 31: bodies of every level publish by 31 March',
    '2007年条例第三十一条：各级行政机关于3月31日前公布'
  ),
  (
    'township', 2008, 2018, '03-31',
    'Regulations of 2007, Article 31: bodies of every level publish by 31 March',
    '2007年条例第三十一条：各级行政机关于3月31日前公布'
  ),
  (
    'subdistrict', 2008, 2018, '03-31',
    'Regulations of 2007, Article 31: bodies of every level publish by 31 March',
    '2007年条例第三十一条：各级行政机关于3月31日前公布'
  ),
  (
    'other', 2008, 2018, '03-31',
    'Regulations of 2007, Article 31: bodies of every level publish by 31 March',
    '2007年条例第三十一条：各级行政机关于3月31日前公布'
  )
)
