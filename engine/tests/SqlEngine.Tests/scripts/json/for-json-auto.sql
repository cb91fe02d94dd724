create table dbo.o (id int not null, name nvarchar(10) null);
create table dbo.l (id int not null, pos int not null, price money null);
insert dbo.o (id, name) values (1, N'a"b'), (2, null), (3, N'c');
insert dbo.l (id, pos, price) values (1, 1, 1.5), (1, 2, null), (3, 1, 3);
GO
select id, name from dbo.o order by id for json auto;
GO
select o.id, o.name, l.pos, l.price from dbo.o as o join dbo.l as l on l.id = o.id order by o.id, l.pos for json auto;
GO
select o.id, o.name, l.pos, l.price from dbo.o as o left join dbo.l as l on l.id = o.id order by o.id, l.pos for json auto, root('r'), include_null_values;
GO
-- an expression belongs where it stands; the order of the select list makes the levels
select o.id, 1 + 1 as two, l.pos, upper(o.name) as up from dbo.o as o join dbo.l as l on l.id = o.id order by o.id, l.pos for json auto, without_array_wrapper;
GO
select l.pos, o.id as [o.id], (select 1 as x for json path) as sub from dbo.o as o join dbo.l as l on l.id = o.id order by l.pos, o.id for json auto;
GO
select x.id from (select id from dbo.o) as x order by x.id for json auto;
GO
select count(*) as n, l.id from dbo.l as l group by l.id order by l.id for json auto;
GO
select id from dbo.o where id > 9 for json auto;
GO
select 1 as a for json auto;
GO
select id, id from dbo.o for json auto;
GO
select id, 1 + 1 from dbo.o for json auto;
GO
