"""The few words around a bulletin, in each language it may be translated into."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Labels:
    """Words of the page; « {} » is where the moment, the number or the source goes."""

    until: str
    where: str
    call: str
    danger: str
    outdated: str
    french: str
    reviewed: str


LABELS = {
    "fr": Labels("Jusqu’au {}", "Où", "Appelez le {}", "En danger : 112, ou 114 par SMS", "", "", "Relu par {}"),
    "en": Labels(
        "Until {}", "Where", "Call {}", "In danger: 112, or 114 by text message",
        "The French text has changed since this translation. Call us if in doubt.", "French version", "Checked by {}",
    ),
    "ar": Labels(
        "حتى {}", "أين", "اتصلوا بالرقم {}", "في حالة الخطر: 112، أو 114 برسالة نصية",
        "تغيّر النص الفرنسي بعد هذه الترجمة. اتصلوا بنا عند الشك.", "النص الفرنسي", "راجعها {}",
    ),
    "tr": Labels(
        "{} tarihine kadar", "Nerede", "Arayın: {}", "Tehlikede: 112, veya SMS ile 114",
        "Fransızca metin bu çeviriden sonra değişti. Emin değilseniz bizi arayın.", "Fransızca metin", "Kontrol eden: {}",
    ),
    "pt": Labels(
        "Até {}", "Onde", "Ligue para {}", "Em perigo: 112, ou 114 por SMS",
        "O texto francês mudou depois desta tradução. Em caso de dúvida, ligue-nos.", "Versão francesa", "Revisto por {}",
    ),
    "uk": Labels(
        "До {}", "Де", "Телефонуйте {}", "У небезпеці: 112 або 114 через SMS",
        "Французький текст змінився після цього перекладу. Якщо сумніваєтесь, зателефонуйте нам.", "Французькою",
        "Перевірено: {}",
    ),
    "ro": Labels(
        "Până la {}", "Unde", "Sunați la {}", "În pericol: 112, sau 114 prin SMS",
        "Textul francez s-a schimbat după această traducere. Dacă aveți îndoieli, sunați-ne.", "Versiunea franceză",
        "Verificat de {}",
    ),
    "br": Labels(
        "Betek {}", "Pelec’h", "Pellgomzit da {}", "En arvar: 112, pe 114 dre SMS",
        "Kemmet eo bet an destenn c’hallek abaoe. Pellgomzit deomp.", "E galleg", "Adlennet gant {}",
    ),
    "es": Labels(
        "Hasta {}", "Dónde", "Llame al {}", "En peligro: 112, o 114 por SMS",
        "El texto francés ha cambiado desde esta traducción. En caso de duda, llámenos.", "Versión francesa",
        "Revisado por {}",
    ),
    "de": Labels(
        "Bis {}", "Wo", "Rufen Sie an: {}", "In Gefahr: 112, oder 114 per SMS",
        "Der französische Text hat sich seitdem geändert. Im Zweifel rufen Sie uns an.", "Französische Fassung",
        "Geprüft von {}",
    ),
}  # fmt: skip
