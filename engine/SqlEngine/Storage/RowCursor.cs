// Walks rows of an index range in order. One concrete class, so that calls in inner loops are direct.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Storage;

/// <summary>Forward-only cursor over a snapshot of a tree. Usage: while (cursor.MoveNext()) { var row =
/// cursor.Current; }</summary>
public sealed class RowCursor
{
    private readonly KeyOrder _order;
    private readonly bool _backward;

    // The far end of the range: a partial key and whether equal entries lie within; null for none.
    private readonly SqlValue[]? _end;
    private readonly bool _endInclusive;
    private readonly SqlValue[]? _start;
    private readonly bool _startInclusive;

    // What follows when the present tree is through: further trees, or cursors whose rows are merged by
    // order.
    private readonly List<BPlusTree>? _trees;
    private readonly List<RowCursor>? _merged;
    private TreeNode[] _path = [];
    private int[] _slots = [];
    private int _nextTree;
    private bool _hasBegun;
    private TreeNode? _leaf;
    private int _index;
    private int _limit;
    private bool _lastLeaf;

    internal RowCursor(BPlusTree tree, ScanBounds bounds)
    {
        _order = tree.Order;
        (_backward, _start, _startInclusive, _end, _endInclusive) = bounds;
        Begin(tree);
    }

    /// <summary>The trees one behind the other.</summary>
    internal RowCursor(List<BPlusTree> trees, ScanBounds bounds)
    {
        (_trees, _order) = (trees, trees[0].Order);
        (_backward, _start, _startInclusive, _end, _endInclusive) = bounds;
        NextTree();
    }

    /// <summary>The rows of several cursors in their common order.</summary>
    internal RowCursor(List<RowCursor> merged, ScanBounds bounds)
    {
        (_merged, _order) = (merged, merged[0]._order);
        (_backward, _start, _startInclusive, _end, _endInclusive) = bounds;
    }

    /// <summary>The row MoveNext moved to.</summary>
    public SqlValue[] Current { get; private set; } = [];

    public bool MoveNext()
    {
        while (true)
        {
            if (_leaf is null)
            {
                return _merged is not null && MoveMerged(_merged);
            }

            if (_backward ? _index > _limit : _index < _limit)
            {
                Current = _backward ? _leaf.Rows[--_index] : _leaf.Rows[_index++];
                return true;
            }

            NextLeaf();
        }
    }

    /// <summary>The next run of rows, as many as lie together in memory; empty at the end. Do not mix with
    /// MoveNext. Backward and merging cursors give runs of one.</summary>
    public ReadOnlySpan<SqlValue[]> NextRun()
    {
        if (_backward || _merged is not null)
        {
            return MoveNext() ? new SqlValue[][] { Current } : default;
        }

        while (_leaf is not null && _index >= _limit)
        {
            NextLeaf();
        }

        if (_leaf is null)
        {
            return default;
        }

        var run = new ReadOnlySpan<SqlValue[]>(_leaf.Rows, _index, _limit - _index);
        _index = _limit;
        return run;
    }

    private bool MoveMerged(List<RowCursor> cursors)
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            cursors.RemoveAll(static c => !c.MoveNext());
        }
        else if (cursors.Count > 0 && !cursors[0].MoveNext())
        {
            cursors.RemoveAt(0);
        }

        if (cursors.Count == 0)
        {
            return false;
        }

        // The few cursors are not kept sorted: the first is exchanged for the one that stands lowest.
        var best = 0;
        for (var i = 1; i < cursors.Count; i++)
        {
            var order = _order.Compare(cursors[i].Current, cursors[best].Current);
            best = (_backward ? order > 0 : order < 0) ? i : best;
        }

        (cursors[0], cursors[best]) = (cursors[best], cursors[0]);
        Current = cursors[0].Current;
        return true;
    }

    // Stands before the first row of the next tree that has any; without one _leaf stays null.
    private void NextTree()
    {
        _leaf = null;
        while (_leaf is null && _nextTree < (_trees?.Count ?? 0))
        {
            Begin(_trees![_nextTree++]);
        }
    }

    private void Begin(BPlusTree tree)
    {
        if (tree.Root is { } root)
        {
            var depth = tree.Height - 1;
            (_path, _slots) = _path.Length == depth ? (_path, _slots) : (new TreeNode[depth], new int[depth]);
            _lastLeaf = false;
            Position(root, _start, _startInclusive);
        }
    }

    private void Position(TreeNode root, SqlValue[]? start, bool startInclusive)
    {
        // Forward: before equal entries when inclusive. Backward: past them when inclusive.
        var tie = startInclusive == _backward ? 1 : -1;
        var node = root;
        for (var level = 0; node.Children is { } children; level++)
        {
            var slot = start is null ? (_backward ? node.Count - 1 : 0) : node.ChildIndex(new KeyProbe(_order, start, tie));
            _path[level] = node;
            _slots[level] = slot;
            node = children[slot];
        }

        var index = start is null ? (_backward ? node.Count : 0) : node.LowerBound(new KeyProbe(_order, start, tie));
        Enter(node, index);
    }

    private void Enter(TreeNode leaf, int index)
    {
        _leaf = leaf;
        _index = index;
        if (_end is null)
        {
            _limit = _backward ? 0 : leaf.Count;
            return;
        }

        // The whole leaf is within the range when its outermost row is: one comparison per leaf.
        var tie = _endInclusive == _backward ? -1 : 1;
        var probe = new KeyProbe(_order, _end, tie);
        if (_backward)
        {
            var first = leaf.Rows[0];
            _limit = probe.CompareTo(first) < 0 ? 0 : leaf.LowerBound(in probe);
            _lastLeaf = _limit > 0;
        }
        else
        {
            var last = leaf.Rows[leaf.Count - 1];
            _limit = probe.CompareTo(last) > 0 ? leaf.Count : leaf.LowerBound(in probe);
            _lastLeaf = _limit < leaf.Count;
        }
    }

    private void NextLeaf()
    {
        var level = _path.Length - 1;
        while (!_lastLeaf && level >= 0)
        {
            var slot = _slots[level] + (_backward ? -1 : 1);
            if (slot >= 0 && slot < _path[level].Count)
            {
                _slots[level] = slot;
                Descend(level, _path[level].Children![slot]);
                return;
            }

            level--;
        }

        NextTree();
    }

    private void Descend(int level, TreeNode node)
    {
        while (node.Children is { } children)
        {
            level++;
            _path[level] = node;
            var slot = _backward ? node.Count - 1 : 0;
            _slots[level] = slot;
            node = children[slot];
        }

        Enter(node, _backward ? node.Count : 0);
    }
}
