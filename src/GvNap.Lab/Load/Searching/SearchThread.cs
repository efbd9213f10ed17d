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

    /// <summary>Milliseconds after which it looks whether it was cancelled.</summary>
    private const double LongestPause = 100;

    private readonly SearchConnection?[] _open = new SearchConnection?[connections.End.Value - connections.Start.Value];
    private readonly Dictionary<Socket, int> _places = [];
    private readonly List<Socket> _waiting = [];
    private readonly Pace _pace = new(perSecond);
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
            var until = start + StopwatchTicks.Of(duration);
            _pace.Begin(start);
            while (Stopwatch.GetTimestamp() < until && !cancellationToken.IsCancellationRequested)
            {
                OpenMissing();
                Ask(until);
                Wait(NextMoment(until));
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
            _retryAt = Stopwatch.GetTimestamp() + StopwatchTicks.Of(RetryPause);
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

    // Until something came, but not beyond a moment.
    private void Wait(long moment)
    {
        _waiting.Clear();
        foreach (var connection in _open)
        {
            if (connection?.UnderWay > 0)
            {
                _waiting.Add(connection.Socket);
            }
        }

        var pause = PauseUntil(moment);
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
                Do(connection, Work.Receive, moment);
            }
        }
    }

    // When the next search can be sent: at its moment, if there is room for it.
    private long NextMoment(long until) => _open.Any(connection => connection is { HasRoom: true }) ? Math.Min(until, _pace.Next) : until;

    // The system counts in milliseconds.
    private static TimeSpan PauseUntil(long moment)
    {
        var now = Stopwatch.GetTimestamp();
        return moment <= now ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Min(Math.Ceiling(Stopwatch.GetElapsedTime(now, moment).TotalMilliseconds), LongestPause));
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
