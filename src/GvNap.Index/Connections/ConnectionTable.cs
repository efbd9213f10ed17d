namespace GvNap.Index.Connections;

/// <summary>
/// All open connections, each with the time before which it need not be looked at. The times lie side by side, so that
/// finding those who are due touches no connection that is not. Any thread may call.
/// </summary>
internal sealed class ConnectionTable
{
    /// <summary>The place of a connection that is not in the table.</summary>
    public const int NoPlace = -1;

    private readonly Lock _gate = new();
    private readonly List<Row> _rows = [];

    /// <summary>Open connections.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _rows.Count;
            }
        }
    }

    /// <summary>The connections that are open now.</summary>
    public IReadOnlyList<IndexConnection> All
    {
        get
        {
            lock (_gate)
            {
                return _rows.ConvertAll(row => row.Connection);
            }
        }
    }

    /// <summary>A connection was opened; it is due at once.</summary>
    public void Add(IndexConnection connection)
    {
        lock (_gate)
        {
            connection.Place = _rows.Count;
            _rows.Add(new(connection, long.MinValue));
        }
    }

    /// <summary>A connection is closed: the last one takes its place.</summary>
    public void Remove(IndexConnection connection)
    {
        lock (_gate)
        {
            var last = _rows[^1];
            _rows[connection.Place] = last;
            last.Connection.Place = connection.Place;
            connection.Place = NoPlace;
            _rows.RemoveAt(_rows.Count - 1);
        }
    }

    /// <summary>Adds those that are due to a list.</summary>
    /// <param name="now">A timestamp of the clock that <see cref="Postpone"/> uses, too.</param>
    /// <param name="due">The list.</param>
    public void FindDue(long now, List<IndexConnection> due)
    {
        lock (_gate)
        {
            foreach (var (connection, next) in _rows)
            {
                if (next <= now)
                {
                    due.Add(connection);
                }
            }
        }
    }

    /// <summary>A connection, if it is still open, is not due before a time.</summary>
    public void Postpone(IndexConnection connection, long until)
    {
        lock (_gate)
        {
            if (connection.Place != NoPlace)
            {
                _rows[connection.Place] = new(connection, until);
            }
        }
    }

    private readonly record struct Row(IndexConnection Connection, long Next);
}
