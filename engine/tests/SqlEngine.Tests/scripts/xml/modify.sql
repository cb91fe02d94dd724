declare @x xml = N'<a id="1"><b>t</b><b>u</b></a>';
set @x.modify('insert <c/> into (/a)[1]');
select @x as x;
set @x.modify('insert <c n="0"/> as first into (/a)[1]');
select @x as x;
set @x.modify('insert (<d/>, <e>{1 + 1}</e>) before (/a/b)[2]');
select @x as x;
set @x.modify('insert text{"x"} after (/a/b)[1]');
set @x.modify('insert attribute k {"v"} into (/a)[1]');
select @x as x;
set @x.modify('delete (/a/c, /a/@id)');
select @x as x;
set @x.modify('replace value of (/a/b[1]/text())[1] with "neu"');
set @x.modify('replace value of (/a/@k)[1] with 5 + 1');
select @x as x;
set @x.modify('replace value of (/a/zz/text())[1] with "nothing there"');
set @x.modify('delete //e');
select @x as x;
GO
declare @x xml = N'<a/>', @n int = 7, @part xml = N'<p/><q/>';
set @x.modify('insert <v>{sql:variable("@n")}</v> into (/a)[1]');
set @x.modify('insert sql:variable("@part") as last into (/a)[1]');
select @x as x;
GO
declare @x xml = N'<r xmlns="urn:x"><s>1</s></r>';
set @x.modify('declare default element namespace "urn:x"; replace value of (/r/s/text())[1] with 2');
set @x.modify('declare namespace n = "urn:x"; insert <n:t/> into (/n:r)[1]');
select @x as x;
GO
create table dbo.t (id int not null, x xml null, y int not null);
insert dbo.t (id, x, y) values (1, N'<a><b/></a>', 10), (2, N'<a/>', 20);
update dbo.t set x.modify('insert <y>{sql:column("y")}</y> into (/a)[1]'), y = 0 where id = 1;
update dbo.t set x.modify('delete /a/b');
select id, x, y from dbo.t order by id;
GO
insert dbo.t (id, x, y) values (3, null, 0);
update dbo.t set x.modify('delete /a') where id = 3;
GO
declare @x xml;
set @x.modify('delete /a');
GO
declare @x xml = N'<a/>';
set @x.modify('insert <b/> into /a');
GO
declare @x xml = N'<a/>';
set @x.modify('replace value of /a/text() with "x"');
GO
declare @x xml = N'<a/>';
set @x.modify('replace value of (/a)[1] with "x"');
GO
declare @x xml = N'<a/>';
set @x.modify('insert "x" into (/a)[1]');
GO
declare @x xml = N'<a/>';
select @x.modify('delete /a');
GO
declare @x xml = N'<a/>';
set @x.modify('drop /a');
GO
