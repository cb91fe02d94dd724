DECLARE @x xml = '<r xmlns="urn:d" xmlns:p="urn:p"><i p:k="1">a</i><p:i>b</p:i></r>';
SELECT @x.value('declare namespace d="urn:d"; (/d:r/d:i/text())[1]', 'varchar(5)') AS declared, @x.value('declare default element namespace "urn:d"; (/r/i)[1]', 'varchar(5)') AS by_default, @x.value('(/*:r/*:i)[2]', 'varchar(5)') AS any_namespace, @x.exist('/r') AS without;
WITH XMLNAMESPACES ('urn:p' AS q, DEFAULT 'urn:d') SELECT @x.value('(/r/i/@q:k)[1]', 'int') AS attribute, @x.value('(/r/q:i)[1]', 'varchar(5)') AS element;
