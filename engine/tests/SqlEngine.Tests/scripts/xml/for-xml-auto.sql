create table dbo.o (id int not null, name nvarchar(10) null, x xml null);
create table dbo.l (id int not null, pos int not null, price money null);
insert dbo.o (id, name, x) values (1, N'a<b', N'<q/>'), (2, null, null), (3, N'c', null);
insert dbo.l (id, pos, price) values (1, 1, 1.5), (1, 2, null), (3, 1, 3);
GO
select id, name from dbo.o order by id for xml auto;
GO
select o.id, o.name, l.pos, l.price from dbo.o as o join dbo.l as l on l.id = o.id order by o.id, l.pos for xml auto;
GO
select o.id, o.name, l.pos, l.price from dbo.o as o left join dbo.l as l on l.id = o.id order by o.id, l.pos for xml auto, elements, root('all'), type;
GO
select o.id, o.name, l.pos from dbo.o as o left join dbo.l as l on l.id = o.id order by o.id, l.pos for xml auto, elements xsinil;
GO
select id, x, name from dbo.o where id = 1 for xml auto;
GO
select id from dbo.o where id > 9 for xml auto;
GO
select 1 as a for xml auto;
GO
select id, 1 + 1 from dbo.o for xml auto;
GO
