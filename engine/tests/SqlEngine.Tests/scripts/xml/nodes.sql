DECLARE @x xml = N'<event name="blocked" timestamp="2016-03-05T10:11:12.123Z"><data name="duration"><value>15000</value></data><data name="report"><value><process id="p1" spid="55"><inputbuf>SELECT 1 &amp; 2</inputbuf></process><process id="p2" spid="60"/></value></data></event>';

SELECT p.n.value('(@id)[1]', 'varchar(10)') AS id, p.n.value('@spid', 'int') AS spid, p.n.value('(inputbuf/text())[1]', 'nvarchar(100)') AS statement, p.n.value('(../../@name)[1]', 'varchar(10)') AS parent_name FROM @x.nodes('/event/data/value/process') AS p (n);
SELECT d.n.value('(@name)[1]', 'varchar(20)') AS name, v.n.value('(@id)[1]', 'varchar(10)') AS id FROM @x.nodes('/event/data') AS d (n) OUTER APPLY d.n.nodes('value/process') AS v (n);
SELECT t.id, n.c.value('.', 'int') AS v FROM (VALUES (1, CAST('<r><v>5</v><v>6</v></r>' AS xml)), (2, CAST('<r/>' AS xml)), (3, NULL)) AS t (id, x) CROSS APPLY t.x.nodes('/r/v') AS n (c);
SELECT e.n.query('.') AS whole, e.n.exist('self::node()[@spid="55"]') AS is_55 FROM @x.nodes('//process') AS e (n);
