using System.Diagnostics;
using GvNap.Index.Directory;
using GvNap.Index.Search.Storage;

namespace GvNap.Index.Search;

/// <summary>Applies the directory's events to roster and generation, one at a time, and replaces the generation when too much of it is dead.</summary>
internal sealed class IndexWriter(Roster roster, SearchLimits limits)
{
    // A quiet server reclaims when one entry in eight is dead, a busy one when half of them are.
    private const long IdleShare = 8;
    private const int TendedEntries = 100;

    private readonly List<int> _replaced = [];
    private Compaction? _compaction;
    private volatile Generation _current = new();
    private long _files;
    private long _written;

    /// <summary>What is searched now.</summary>
    public Generation Current => _current;

    /// <summary>Files of attached peers.</summary>
    public long Files => Interlocked.Read(ref _files);

    /// <summary>Entries that were written since the start.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>Applies one event.</summary>
    public void Apply(DirectoryEvent change)
    {
        var isKnown = roster.TryFind(change.Peer, out var member);
        switch (change)
        {
            case DirectoryEvent.Attached attached:
                CountFiles(member is { IsAttached: false } ? FilesOf(member) : 0);
                roster.Attach(new Listing(attached.Record));
                break;
            case DirectoryEvent.RecordChanged changed when isKnown:
                roster.Replace(member!, new Listing(changed.Record));
                break;
            case DirectoryEvent.CatalogueChanged changed when isKnown:
                Change(member!, changed.Change);
                break;
            case DirectoryEvent.Detached when member is { IsAttached: true }:
                CountFiles(-FilesOf(member));
                roster.Detach(member);
                break;
            case DirectoryEvent.Left when isKnown:
                Remove(member!);
                break;
        }

        Compact(limits.CompactionStep + (change is DirectoryEvent.CatalogueChanged { Change.Added.Count: var added } ? 2 * added : 0));
    }

    /// <summary>Goes on with a compaction for a while, and begins one where events would not yet.</summary>
    /// <returns>True if it is not at its end.</returns>
    public bool Tend(TimeSpan atMost)
    {
        var began = Stopwatch.GetTimestamp();
        if (_current.Dead >= limits.CompactionFloor && IdleShare * _current.Dead >= _current.Count)
        {
            _compaction ??= new Compaction(_current);
        }

        while (_compaction is not null && Stopwatch.GetElapsedTime(began) < atMost)
        {
            Compact(TendedEntries);
        }

        return _compaction is not null;
    }

    /// <summary>Begins a compaction, unless one is under way, and goes through with it.</summary>
    public void CompactNow()
    {
        _compaction ??= new Compaction(_current);
        Compact(int.MaxValue);
    }

    private int FilesOf(Member member) => _current.TryGetCatalogue(member, out var catalogue) ? catalogue.WholeFiles : 0;

    private void CountFiles(int files) => Interlocked.Add(ref _files, files);

    private void Remove(Member member)
    {
        CountFiles(member.IsAttached ? -FilesOf(member) : 0);
        roster.Remove(member);
        _current.Close(member);
        _compaction?.Next.Close(member);
    }

    // New entries are published before those that they replace go, so that no search misses a file that stays.
    private void Change(Member member, CatalogueChange change)
    {
        var before = FilesOf(member);
        var catalogue = _current.Open(member);
        var old = catalogue.Files;
        var files = change.Replace ? new FileMap() : old.Branch();
        foreach (var (number, entry) in change.Added)
        {
            var added = _current.Add(catalogue, number, entry.Span);
            Retire(member, number, number <= ByteArena.MaxNumber ? _current.Exchange(files, number, added) : -1);
        }

        if (change.Replace)
        {
            RetireAll(member, old);
        }
        else
        {
            RemoveFiles(member, files, change);
        }

        Interlocked.Add(ref _written, change.Added.Count);
        _current.Publish();
        files.AsOf = _current.Published;
        catalogue.Files = files;
        _replaced.ForEach(_current.Remove);
        _replaced.Clear();
        CountFiles(member.IsAttached ? FilesOf(member) - before : 0);
    }

    private void RetireAll(Member member, FileMap files)
    {
        for (uint number = 0, end = files.End; number < end; number++)
        {
            Retire(member, number, files.Find(number));
        }
    }

    private void RemoveFiles(Member member, FileMap files, CatalogueChange change)
    {
        var added = change.Added.Count > 0 && change.Removed.Count > 0 ? change.Added.Select(entry => entry.Number).ToHashSet() : [];
        foreach (var number in change.Removed)
        {
            if (number <= ByteArena.MaxNumber && !added.Contains(number))
            {
                Retire(member, number, _current.Exchange(files, number, -1));
            }
        }
    }

    private void Retire(Member member, uint number, int entry)
    {
        if (entry >= 0)
        {
            _replaced.Add(entry);
            _compaction?.Remove(member, number);
        }
    }

    private void Compact(int entries)
    {
        if (_compaction is null && (_current.Dead < limits.CompactionFloor || 2L * _current.Dead < _current.Count))
        {
            return;
        }

        _compaction ??= new Compaction(_current);
        if (_compaction.Step(entries))
        {
            _current = _compaction.Next;
            _compaction = null;
        }
    }
}
