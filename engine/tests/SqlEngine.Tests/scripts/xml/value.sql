DECLARE @x xml = N'<event name="blocked" timestamp="2016-03-05T10:11:12.123Z"><data name="duration"><value>15000</value></data><data name="report"><value><process id="p1" spid="55"><inputbuf>SELECT 1 &amp; 2</inputbuf></process><process id="p2" spid="60"/></value></data></event>';

SELECT @x.value(N'(/event/@name)[1]', N'nvarchar(20)') AS name, @x.value('(/event/@timestamp)[1]', 'datetime2(3)') AS at, @x.value('(/event/data[@name="duration"]/value/text())[1]', 'bigint') AS duration, @x.value('(//process/@spid)[2]', 'int') AS second_spid, @x.value('(//inputbuf/text())[1]', 'nvarchar(max)') AS statement, @x.value('(/event/none/text())[1]', 'int') AS nothing;
SELECT @x.value('count(//process)', 'int') AS processes, @x.value('(//process)[last()]/@id', 'varchar(10)') AS last_id, @x.value('string((//process)[1])', 'varchar(30)') AS text, @x.value('local-name((/*)[1])', 'varchar(10)') AS root_name, @x.value('sum(//@spid)', 'int') AS total, @x.value('(//process[@spid > 55]/@id)[1]', 'varchar(3)') AS compared, @x.value('concat((//@id)[1], "-", "z")', 'varchar(9)') AS joined;
GO
DECLARE @x xml = '<a><b>1</b></a>';
SELECT @x.value('/a/b', 'int') AS failed;
GO
DECLARE @x xml = '<a><b>x</b></a>';
SELECT @x.value('(/a/b)[1]', 'int') AS failed;
GO
DECLARE @x xml = '<a/>';
SELECT @x.value('(/a/p:b)[1]', 'int') AS failed;
GO
DECLARE @x xml = '<a/>';
SELECT @x.value('(/a/b)[1', 'int') AS failed;
GO
DECLARE @x xml = '<a/>';
SELECT @x.value('foo(1)', 'int') AS failed;
GO
DECLARE @x xml = '<a/>';
SELECT @x.value('(/a/ancestor::b)[1]', 'int') AS failed;
