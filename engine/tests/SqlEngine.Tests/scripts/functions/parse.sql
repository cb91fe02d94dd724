select parse('12' as int) as a, parse('1,234.5' as decimal(10, 2)) as b, parse('1.234,5' as decimal(10, 2) using 'de-DE') as c, parse('1e3' as float) as d;
GO
select parse('$1,234.50' as money) as a, parse('Monday, 13 December 2010' as datetime2) as b, parse('13.12.2010' as date using 'de-DE') as c, parse('12/16/2010' as date using 'en-US') as d, parse('14:05' as time(0)) as e;
GO
select try_parse('x' as int) as a, try_parse('300' as tinyint) as b, try_parse('1.5' as int) as c, try_parse('1.0' as int) as d, try_parse('Aragorn' as datetime2 using 'en-US') as e;
GO
select parse('x' as int);
GO
select parse('13/45/2010' as date using 'en-US');
GO
select parse('1' as int using 'xx-nowhere');
GO
declare @v varchar(10) = null;
select parse(@v as int) as a;
GO
select parse(null as int);
GO
select parse('1' as xml);
GO
select parse(1 as int);
GO
