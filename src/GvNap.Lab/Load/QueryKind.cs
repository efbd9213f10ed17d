namespace GvNap.Lab.Load;

/// <summary>Which two words a search is for.</summary>
internal enum QueryKind
{
    /// <summary>Two words of the distribution that the names are made of: often a common one, often none in common.</summary>
    Drawn,

    /// <summary>The two rarest words of a file that is shared: few results, at least one.</summary>
    Rare,

    /// <summary>Two of the hundred commonest words: very many files have either.</summary>
    Common,
}
