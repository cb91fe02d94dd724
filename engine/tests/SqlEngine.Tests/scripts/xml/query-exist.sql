DECLARE @x xml = N'<event name="blocked" timestamp="2016-03-05T10:11:12.123Z"><data name="duration"><value>15000</value></data><data name="report"><value><process id="p1" spid="55"><inputbuf>SELECT 1 &amp; 2</inputbuf></process><process id="p2" spid="60"/></value></data></event>';

SELECT @x.query('/event/data[1]') AS first_data, @x.query('//none') AS nothing, @x.query('<r n="{count(//process)}">{//inputbuf}</r>') AS built, @x.query('for $p in //process order by $p/@spid descending return <p>{string($p/@id)}</p>') AS ordered;
SELECT @x.exist('/event/data') AS yes, @x.exist('/event/none') AS no, @x.exist('//process[@spid=55 and inputbuf]') AS both, @x.exist('//process[not(inputbuf)]') AS without, @x.exist('//process[contains((inputbuf)[1], "SELECT")]') AS has_text, CAST(NULL AS xml).exist('/a') AS nothing;
DECLARE @id varchar(10) = 'p2', @n int = 60;
SELECT @x.value('(//process[@id=sql:variable("@id")]/@spid)[1]', 'int') AS by_variable, @x.exist('//process[@spid=sql:variable("@n")]') AS by_number;
GO
DECLARE @x xml = '<a/>';
SELECT @x.query('/a/@b') AS ok, @x.exist('/a[contains(b, "x")]') AS failed;
