namespace GvNap.Peer.Sharing;

/// <summary>What a <see cref="ShareTable"/> knows of one file. Its twins, which have the same content, are a ring.</summary>
internal sealed class ShareEntry
{
    private volatile SharedFile? _shared;

    /// <summary>Makes the entry of a file that was found.</summary>
    public ShareEntry(FoundFile found)
    {
        Found = found;
        (NextTwin, PreviousTwin) = (this, this);
    }

    /// <summary>The file as the last scan found it.</summary>
    public FoundFile Found { get; set; }

    /// <summary>The file as others see it; null unless it is hashed. May be read by any thread.</summary>
    public SharedFile? Shared
    {
        get => _shared;
        set => _shared = value;
    }

    /// <summary>Whether it waits to be hashed.</summary>
    public bool IsQueued { get; set; }

    /// <summary>Whether it changed while it was being hashed: it is hashed again once two scans find it the same.</summary>
    public bool IsUnsettled { get; set; }

    /// <summary>Why it cannot be read.</summary>
    public string? Problem { get; set; }

    /// <summary>The next file with the same content; itself if there is none.</summary>
    public ShareEntry NextTwin { get; private set; }

    private ShareEntry PreviousTwin { get; set; }

    /// <summary>Puts this entry into another's ring.</summary>
    public void JoinTwin(ShareEntry twin)
    {
        (NextTwin, PreviousTwin) = (twin.NextTwin, twin);
        NextTwin.PreviousTwin = this;
        twin.NextTwin = this;
    }

    /// <summary>Takes this entry out of its ring.</summary>
    public void LeaveTwins()
    {
        (NextTwin.PreviousTwin, PreviousTwin.NextTwin) = (PreviousTwin, NextTwin);
        (NextTwin, PreviousTwin) = (this, this);
    }
}
