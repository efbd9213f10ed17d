using System.Diagnostics;
using System.Net.Sockets;
using GvNap.Lab.Load.Checking;
using GvNap.Protocol.Messages;

namespace GvNap.Lab.Load.Searching;

/// <summary>
/// A thread that drives many connections: it waits for all of them at once, so that a loaded machine is not also kept
/// busy with tasks. A connection that breaks is opened again, to the next server.
/// </summary>
internal sealed class SearchThread(LoadTarget target, LoadOptions options, QuestionSource questions, AnswerCheck? check, Faults faults, double? perSecond, Range connections)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(100);

    /// <summary>How long answers that are still missing at the end are waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SearchConnection?[] _open = new SearchConnection?[connections.End.Value - connections.Start.Value];
    private readonly Dictionary<Socket, int> _places = [];
    private readonly List<Socket> _waiting = [];
    private Pace _pace = new(perSecond, 0);
    private SearchConnection.AnswerHandler? _take;
    private long _retryAt;
    private int _turn;
    private int _answers;

    /// <summary>What came of it.</summary>
    public SearchTally Tally { get; } = new();

    /// <summary>Connects, searches for a time, and waits for the answers under way then. Nothing is due before all are connected.</summary>
    /// <param name="duration">For how long it searches.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public void Run(TimeSpan duration, CancellationToken cancellationToken)
    {
        try
        {
            OpenMissing();
            var start = Stopwatch.GetTimestamp();
            var until = start + (long)(duration.TotalSeconds * Stopwatch.Frequency);
            _pace = new Pace(perSecond, start);
            while (Stopwatch.GetTimestamp() < until && !cancellationToken.IsCancellationRequested)
            {
                OpenMissing();
                Ask(until);
                Wait(until);
            }

            var end = Stopwatch.GetTimestamp();
            while (_open.Any(connection => connection?.UnderWay > 0) && Stopwatch.GetElapsedTime(end) < Patience && !cancellationToken.IsCancellationRequested)
            {
                Wait(long.MaxValue);
            }

            Tally.Lost += _open.Sum(connection => connection?.UnderWay ?? 0);
        }
        finally
        {
            foreach (var connection in _open)
            {
                connection?.Dispose();
            }
        }
    }

    private void OpenMissing()
    {
        for (var place = 0; place < _open.Length; place++)
        {
            if (_open[place] is null && Stopwatch.GetTimestamp() >= _retryAt)
            {
                TryOpen(place);
            }
        }
    }

    private void TryOpen(int place)
    {
        var number = connections.Start.Value + place;
        try
        {
            var connection = SearchConnection.Open(target, target.NextServer(number), number, options.Pipeline);
            _open[place] = connection;
            _places[connection.Socket] = place;
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            _retryAt = Stopwatch.GetTimestamp() + (long)(RetryPause.TotalSeconds * Stopwatch.Frequency);
        }
    }

    // Each connection in turn gets what it has room for, beginning with another one each time.
    private void Ask(long until)
    {
        _turn++;
        for (var i = 0; i < _open.Length; i++)
        {
            if (_open[(_turn + i) % _open.Length] is { } connection)
            {
                Do(connection, Work.Ask, until);
            }
        }
    }

    private bool Ask(SearchConnection connection, long until)
    {
        var now = Stopwatch.GetTimestamp();
        while (now < until && connection.HasRoom && _pace.TryTake(now, out var moment))
        {
            var (first, second, query) = questions.Next();
            connection.Ask(query, new(first, second, options.Results, connection.Server, now), moment);
        }

        connection.Flush();
        return true;
    }

    private void Wait(long until)
    {
        _waiting.Clear();
        foreach (var connection in _open)
        {
            if (connection?.UnderWay > 0)
            {
                _waiting.Add(connection.Socket);
            }
        }

        var now = Stopwatch.GetTimestamp();
        var hasRoom = _open.Any(connection => connection is null or { HasRoom: true });
        var pause = Stopwatch.GetElapsedTime(now, Math.Min(until, hasRoom && _pace.Next > now ? _pace.Next : now + Stopwatch.Frequency));

        // The system counts in milliseconds: less than one would be no pause.
        pause = TimeSpan.FromMilliseconds(Math.Clamp(Math.Ceiling(pause.TotalMilliseconds), 1, 100));
        if (_waiting.Count == 0)
        {
            Thread.Sleep(pause);
            return;
        }

        Socket.Select(_waiting, null, null, pause);
        foreach (var socket in _waiting)
        {
            if (_open[_places[socket]] is { } connection)
            {
                Do(connection, Work.Receive, until);
            }
        }
    }

    private void Do(SearchConnection connection, Work work, long until)
    {
        var goesOn = false;
        try
        {
            goesOn = work == Work.Ask ? Ask(connection, until) : connection.Receive(_take ??= Take);
        }
        catch (SocketException)
        {
            // Broken: as if it were closed.
        }

        if (!goesOn)
        {
            Tally.Lost += connection.UnderWay;
            _places.Remove(connection.Socket, out var place);
            _open[place] = null;
            connection.Dispose();
        }
    }

    private void Take(in Question question, long moment, bool isResults, ReadOnlySpan<byte> body)
    {
        Tally.Latencies.Add(Stopwatch.GetElapsedTime(moment));
        if (!isResults)
        {
            Tally.Refused++;
            faults.Add($"A search was refused: {Envelope.Parser.ParseFrom(body).Error?.Message}");
        }
        else if (check is not null && ++_answers % options.Check == 0)
        {
            Tally.Checked++;
            if (check.FindFault(question, Envelope.Parser.ParseFrom(body).SearchResults) is { } fault)
            {
                faults.Add(fault);
            }
        }
    }

    private enum Work
    {
        Ask,
        Receive,
    }
}
