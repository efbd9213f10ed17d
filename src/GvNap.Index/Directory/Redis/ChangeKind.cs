namespace GvNap.Index.Directory.Redis;

/// <summary>What a record of the change log tells.</summary>
internal enum ChangeKind
{
    /// <summary>A peer began a session, or its server wrote it again.</summary>
    Attached = 'A',

    /// <summary>A peer's record changed.</summary>
    Record = 'R',

    /// <summary>A peer's catalogue went from one version to the next.</summary>
    Catalogue = 'C',

    /// <summary>A peer lost its connection.</summary>
    Detached = 'D',

    /// <summary>A peer quit, or its lease lapsed.</summary>
    Left = 'L',
}
